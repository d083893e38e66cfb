# Reading what `concord` wrote as JSON, without a JSON reader: none is sure to be there. Sourced.
# shellcheck shell=bash

# json_value FILE KEY: the text, number or object without further objects in it that stands at the first KEY, without spaces.
json_value() {
  tr -d ' \n' <"$1" | grep -oE "\"$2\":(\"[^\"]*\"|\{[^{}]*\}|[^,{}]+)" | head -n 1 | sed -E "s/^\"$2\"://; s/^\"(.*)\"\$/\1/"
}

# parameters_hash FILE: the SHA-256 of the parameters in a run's report, or nothing.
parameters_hash() {
  json_value "$1" parametersSHA256 2>/dev/null | grep -xE '[0-9a-f]{64}' || true
}

# category_bytes FILE CATEGORY FIELD: `predicted` or `allocated` of a category of the memory table.
category_bytes() {
  tr -d ' \n' <"$1" | grep -oE "\"$2\":\{[^{}]*\}" | head -n 1 | grep -oE "\"$3\":[0-9]+" | cut -d: -f2 || true
}
