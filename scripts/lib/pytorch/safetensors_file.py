"""Reading and writing safetensors files with numpy alone: eight bytes of header length, a JSON header, the tensors' bytes.

Source: https://github.com/huggingface/safetensors#format
"""

import json
import pathlib
import struct

import numpy

TYPES = {"F32": numpy.float32, "F64": numpy.float64, "I32": numpy.int32, "U8": numpy.uint8}
NAMES = {numpy.dtype(value): name for name, value in TYPES.items()}


def write(path: pathlib.Path, tensors: dict[str, numpy.ndarray], metadata: dict[str, str] | None = None) -> None:
    header: dict = {"__metadata__": metadata} if metadata else {}
    data = bytearray()
    for name, tensor in tensors.items():
        start = len(data)
        data += numpy.ascontiguousarray(tensor).tobytes()
        header[name] = {
            "dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [start, len(data)]
        }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def read(path: pathlib.Path) -> dict[str, numpy.ndarray]:
    content = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    data = content[8 + length :]
    tensors = {}
    for name, entry in json.loads(content[8 : 8 + length]).items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            tensors[name] = numpy.frombuffer(data[start:end], TYPES[entry["dtype"]]).reshape(entry["shape"]).copy()
    return tensors
