// The kernel sources as text in the library, so that a backend is one file.

#include "ConcordKernels.h"

#include <string.h>

static const char activation[] = {
#embed "activation.cl"
  , 0};
static const char activation_gradient[] = {
#embed "activation_gradient.cl"
  , 0};
static const char adam[] = {
#embed "adam.cl"
  , 0};
static const char add[] = {
#embed "add.cl"
  , 0};
static const char argmax[] = {
#embed "argmax.cl"
  , 0};
static const char avg_pool2d[] = {
#embed "avg_pool2d.cl"
  , 0};
static const char avg_pool2d_gradient[] = {
#embed "avg_pool2d_gradient.cl"
  , 0};
static const char batch_sum[] = {
#embed "batch_sum.cl"
  , 0};
static const char bias_add[] = {
#embed "bias_add.cl"
  , 0};
static const char conv2d_weight_gradient[] = {
#embed "conv2d_weight_gradient.cl"
  , 0};
static const char convolution[] = {
#embed "convolution.cl"
  , 0};
static const char convolution_border[] = {
#embed "convolution_border.cl"
  , 0};
static const char correct_count[] = {
#embed "correct_count.cl"
  , 0};
static const char exact[] = {
#embed "exact.cl"
  , 0};
static const char loop[] = {
#embed "loop.cl"
  , 0};
static const char matmul[] = {
#embed "matmul.cl"
  , 0};
static const char matmul_checked[] = {
#embed "matmul_checked.cl"
  , 0};
static const char matmul_local[] = {
#embed "matmul_local.cl"
  , 0};
static const char max_pool2d[] = {
#embed "max_pool2d.cl"
  , 0};
static const char max_pool2d_gradient[] = {
#embed "max_pool2d_gradient.cl"
  , 0};
static const char peak[] = {
#embed "peak.cl"
  , 0};
static const char probe[] = {
#embed "probe.cl"
  , 0};
static const char reduce[] = {
#embed "reduce.cl"
  , 0};
static const char reduce_gradient[] = {
#embed "reduce_gradient.cl"
  , 0};
static const char sgd[] = {
#embed "sgd.cl"
  , 0};
static const char softmax_cross_entropy[] = {
#embed "softmax_cross_entropy.cl"
  , 0};

static const struct {
  const char *name;
  const char *text;
} sources[] = {
  {"activation", activation},
  {"activation_gradient", activation_gradient},
  {"adam", adam},
  {"add", add},
  {"argmax", argmax},
  {"avg_pool2d", avg_pool2d},
  {"avg_pool2d_gradient", avg_pool2d_gradient},
  {"batch_sum", batch_sum},
  {"bias_add", bias_add},
  {"conv2d_weight_gradient", conv2d_weight_gradient},
  {"convolution", convolution},
  {"convolution_border", convolution_border},
  {"correct_count", correct_count},
  {"exact", exact},
  {"loop", loop},
  {"matmul", matmul},
  {"matmul_checked", matmul_checked},
  {"matmul_local", matmul_local},
  {"max_pool2d", max_pool2d},
  {"max_pool2d_gradient", max_pool2d_gradient},
  {"peak", peak},
  {"probe", probe},
  {"reduce", reduce},
  {"reduce_gradient", reduce_gradient},
  {"sgd", sgd},
  {"softmax_cross_entropy", softmax_cross_entropy},
};

const char *concord_kernel_source(const char *name) {
  for (size_t i = 0; i < sizeof sources / sizeof *sources; ++i)
    if (strcmp(sources[i].name, name) == 0) return sources[i].text;
  return NULL;
}
