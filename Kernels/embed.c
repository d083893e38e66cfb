// The kernel sources as text in the library, so that a backend is one file. Written by scripts/embed-kernels.

#include "ConcordKernels.h"

#include <string.h>

static const char absolute_error[] = {
#embed "absolute_error.cl"
  , 0};
static const char activation[] = {
#embed "activation.cl"
  , 0};
static const char activation_functions[] = {
#embed "activation_functions.cl"
  , 0};
static const char activation_gradient[] = {
#embed "activation_gradient.cl"
  , 0};
static const char adagrad[] = {
#embed "adagrad.cl"
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
static const char batch_norm[] = {
#embed "batch_norm.cl"
  , 0};
static const char batch_norm_gradient[] = {
#embed "batch_norm_gradient.cl"
  , 0};
static const char batch_norm_inference[] = {
#embed "batch_norm_inference.cl"
  , 0};
static const char batch_sum[] = {
#embed "batch_sum.cl"
  , 0};
static const char bias_add[] = {
#embed "bias_add.cl"
  , 0};
static const char binary_cross_entropy[] = {
#embed "binary_cross_entropy.cl"
  , 0};
static const char clip_factor[] = {
#embed "clip_factor.cl"
  , 0};
static const char concatenate[] = {
#embed "concatenate.cl"
  , 0};
static const char conv2d_weight_gradient[] = {
#embed "conv2d_weight_gradient.cl"
  , 0};
static const char conv2d_weight_gradient_local[] = {
#embed "conv2d_weight_gradient_local.cl"
  , 0};
static const char convolution[] = {
#embed "convolution.cl"
  , 0};
static const char convolution_border[] = {
#embed "convolution_border.cl"
  , 0};
static const char convolution_local[] = {
#embed "convolution_local.cl"
  , 0};
static const char convolution_places[] = {
#embed "convolution_places.cl"
  , 0};
static const char convolution_rows[] = {
#embed "convolution_rows.cl"
  , 0};
static const char convolution_taps[] = {
#embed "convolution_taps.cl"
  , 0};
static const char correct_count[] = {
#embed "correct_count.cl"
  , 0};
static const char dense_cross_entropy[] = {
#embed "dense_cross_entropy.cl"
  , 0};
static const char dropout[] = {
#embed "dropout.cl"
  , 0};
static const char embedding[] = {
#embed "embedding.cl"
  , 0};
static const char embedding_gradient[] = {
#embed "embedding_gradient.cl"
  , 0};
static const char exact[] = {
#embed "exact.cl"
  , 0};
static const char forms[] = {
#embed "forms.cl"
  , 0};
static const char group_norm[] = {
#embed "group_norm.cl"
  , 0};
static const char group_norm_gradient[] = {
#embed "group_norm_gradient.cl"
  , 0};
static const char lane_tree[] = {
#embed "lane_tree.cl"
  , 0};
static const char local_tile[] = {
#embed "local_tile.cl"
  , 0};
static const char log_softmax[] = {
#embed "log_softmax.cl"
  , 0};
static const char log_softmax_gradient[] = {
#embed "log_softmax_gradient.cl"
  , 0};
static const char loop[] = {
#embed "loop.cl"
  , 0};
static const char loss_gradient[] = {
#embed "loss_gradient.cl"
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
static const char max_pool2d_windows[] = {
#embed "max_pool2d_windows.cl"
  , 0};
static const char mean_squared_error[] = {
#embed "mean_squared_error.cl"
  , 0};
static const char momentum[] = {
#embed "momentum.cl"
  , 0};
static const char multiply[] = {
#embed "multiply.cl"
  , 0};
static const char one_hot[] = {
#embed "one_hot.cl"
  , 0};
static const char pad[] = {
#embed "pad.cl"
  , 0};
static const char peak[] = {
#embed "peak.cl"
  , 0};
static const char permute[] = {
#embed "permute.cl"
  , 0};
static const char planes[] = {
#embed "planes.cl"
  , 0};
static const char probe[] = {
#embed "probe.cl"
  , 0};
static const char recurrence[] = {
#embed "recurrence.cl"
  , 0};
static const char reduce[] = {
#embed "reduce.cl"
  , 0};
static const char reduce_gradient[] = {
#embed "reduce_gradient.cl"
  , 0};
static const char reduce_inner[] = {
#embed "reduce_inner.cl"
  , 0};
static const char reduce_max[] = {
#embed "reduce_max.cl"
  , 0};
static const char relu[] = {
#embed "relu.cl"
  , 0};
static const char relu_gradient[] = {
#embed "relu_gradient.cl"
  , 0};
static const char rmsprop[] = {
#embed "rmsprop.cl"
  , 0};
static const char scale[] = {
#embed "scale.cl"
  , 0};
static const char sgd[] = {
#embed "sgd.cl"
  , 0};
static const char slice[] = {
#embed "slice.cl"
  , 0};
static const char softmax[] = {
#embed "softmax.cl"
  , 0};
static const char softmax_cross_entropy[] = {
#embed "softmax_cross_entropy.cl"
  , 0};
static const char softmax_cross_entropy_smoothed[] = {
#embed "softmax_cross_entropy_smoothed.cl"
  , 0};
static const char softmax_gradient[] = {
#embed "softmax_gradient.cl"
  , 0};
static const char stretched[] = {
#embed "stretched.cl"
  , 0};

static const struct {
  const char *name;
  const char *text;
} sources[] = {
  {"absolute_error", absolute_error},
  {"activation", activation},
  {"activation_functions", activation_functions},
  {"activation_gradient", activation_gradient},
  {"adagrad", adagrad},
  {"adam", adam},
  {"add", add},
  {"argmax", argmax},
  {"avg_pool2d", avg_pool2d},
  {"avg_pool2d_gradient", avg_pool2d_gradient},
  {"batch_norm", batch_norm},
  {"batch_norm_gradient", batch_norm_gradient},
  {"batch_norm_inference", batch_norm_inference},
  {"batch_sum", batch_sum},
  {"bias_add", bias_add},
  {"binary_cross_entropy", binary_cross_entropy},
  {"clip_factor", clip_factor},
  {"concatenate", concatenate},
  {"conv2d_weight_gradient", conv2d_weight_gradient},
  {"conv2d_weight_gradient_local", conv2d_weight_gradient_local},
  {"convolution", convolution},
  {"convolution_border", convolution_border},
  {"convolution_local", convolution_local},
  {"convolution_places", convolution_places},
  {"convolution_rows", convolution_rows},
  {"convolution_taps", convolution_taps},
  {"correct_count", correct_count},
  {"dense_cross_entropy", dense_cross_entropy},
  {"dropout", dropout},
  {"embedding", embedding},
  {"embedding_gradient", embedding_gradient},
  {"exact", exact},
  {"forms", forms},
  {"group_norm", group_norm},
  {"group_norm_gradient", group_norm_gradient},
  {"lane_tree", lane_tree},
  {"local_tile", local_tile},
  {"log_softmax", log_softmax},
  {"log_softmax_gradient", log_softmax_gradient},
  {"loop", loop},
  {"loss_gradient", loss_gradient},
  {"matmul", matmul},
  {"matmul_checked", matmul_checked},
  {"matmul_local", matmul_local},
  {"max_pool2d", max_pool2d},
  {"max_pool2d_gradient", max_pool2d_gradient},
  {"max_pool2d_windows", max_pool2d_windows},
  {"mean_squared_error", mean_squared_error},
  {"momentum", momentum},
  {"multiply", multiply},
  {"one_hot", one_hot},
  {"pad", pad},
  {"peak", peak},
  {"permute", permute},
  {"planes", planes},
  {"probe", probe},
  {"recurrence", recurrence},
  {"reduce", reduce},
  {"reduce_gradient", reduce_gradient},
  {"reduce_inner", reduce_inner},
  {"reduce_max", reduce_max},
  {"relu", relu},
  {"relu_gradient", relu_gradient},
  {"rmsprop", rmsprop},
  {"scale", scale},
  {"sgd", sgd},
  {"slice", slice},
  {"softmax", softmax},
  {"softmax_cross_entropy", softmax_cross_entropy},
  {"softmax_cross_entropy_smoothed", softmax_cross_entropy_smoothed},
  {"softmax_gradient", softmax_gradient},
  {"stretched", stretched},
};

const char *concord_kernel_source(const char *name) {
  for (size_t i = 0; i < sizeof sources / sizeof *sources; ++i)
    if (strcmp(sources[i].name, name) == 0) return sources[i].text;
  return NULL;
}
