import ConcordGraph

extension ModelZoo {
  /// Simonyan and Zisserman, *Very Deep Convolutional Networks for Large-Scale Image Recognition* (2015), configuration A: its eight
  /// convolutions, named as torchvision names them, 9,220,480 parameters on colour images; then, as is usual for small images, one
  /// fully connected layer on the mean of each channel instead of three: 9,225,610 parameters with 10 classes.
  static func vgg11(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    let stages = [[64], [128], [256, 256], [512, 512], [512, 512]]
    return try Model(name: "vgg11", inputShape: imageShape, classCount: classCount) {
      Sequential(name: "features") {
        for (number, stage) in stages.enumerated() {
          for (index, outputs) in stage.enumerated() {
            let before = number == 0 ? imageShape[0] : stages[number - 1].last ?? 0
            Conv2D(index == 0 ? before : outputs, outputs, kernel: 3, padding: 1)
            ReLU()
          }
          MaxPool2D(2)
        }
      }
      GlobalAveragePool(name: "avgpool")
      Linear(512, classCount, name: "classifier")
    }
  }
}
