import ConcordFiles

/// What a person wants to know of a run, as one file of HTML that needs nothing else: no network, no script.
public struct RunPage: Sendable, Equatable {
  /// A name and a value.
  public struct Figure: Sendable, Equatable {
    /// What it is.
    public var name: String
    /// How much it is, with its unit.
    public var value: String

    /// A value under a name.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A table of text.
  public struct Table: Sendable, Equatable {
    /// The names of the columns.
    public var header: [String]
    /// As many cells as the header has. All but the first column are numbers, and stand on the right.
    public var rows: [[String]]

    /// Each row has as many cells as the header.
    public init(header: [String], rows: [[String]]) {
      self.header = header
      self.rows = rows
    }
  }

  /// An image that was taken for what it is not.
  public struct Mistake: Sendable, Equatable {
    /// The image, as a person sees it.
    public var image: PNGImage
    /// The class that it is.
    public var label: String
    /// The class that the model took it for.
    public var predicted: String
    /// Of `predicted`.
    public var probability: Double

    /// `probability` is the one that the model gave its answer, from 0 to 1.
    public init(image: PNGImage, label: String, predicted: String, probability: Double) {
      self.image = image
      self.label = label
      self.predicted = predicted
      self.probability = probability
    }
  }

  /// The page's title.
  public var title: String
  /// The line below it.
  public var subtitle: String
  /// The few that stand first, large.
  public var figures: [Figure]
  /// Losses and accuracies over the steps.
  public var charts: [LineChart]
  /// A row for each epoch.
  public var epochs: Table?
  /// How classes were taken for each other.
  public var confusion: ConfusionPicture?
  /// Images on which the model was most surely wrong.
  public var mistakes: [Mistake]
  /// Training images as the model sees them.
  public var trainingImages: ImageSheet?
  /// Test images with what they were taken for.
  public var predictions: ImageSheet?
  /// The memory table.
  public var memory: Table?
  /// The memory timeline's SVG.
  public var timeline: String?
  /// What decides the run's bits.
  public var settings: [Figure]
  /// What can be compared with another run.
  public var hashes: [Figure]
  /// The versions of what took part.
  public var versions: [Figure]
  /// The command that makes it again.
  public var command: String

  /// A page of these parts; an empty or missing part is left out.
  public init(
    title: String, subtitle: String, figures: [Figure] = [], charts: [LineChart] = [], epochs: Table? = nil,
    confusion: ConfusionPicture? = nil, mistakes: [Mistake] = [], trainingImages: ImageSheet? = nil,
    predictions: ImageSheet? = nil, memory: Table? = nil, timeline: String? = nil,
    settings: [Figure] = [], hashes: [Figure] = [], versions: [Figure] = [], command: String
  ) {
    self.title = title
    self.subtitle = subtitle
    self.figures = figures
    self.charts = charts
    self.epochs = epochs
    self.confusion = confusion
    self.mistakes = mistakes
    self.trainingImages = trainingImages
    self.predictions = predictions
    self.memory = memory
    self.timeline = timeline
    self.settings = settings
    self.hashes = hashes
    self.versions = versions
    self.command = command
  }

  /// The whole file.
  public func html() -> String {
    HTML.page(
      title: title, subtitle: subtitle,
      [
        HTML.figures(figures), HTML.charts(charts), HTML.section("Epochs", epochs.map(HTML.table)),
        HTML.section("What was taken for what", confusion.map(HTML.confusion)),
        HTML.section("Surest mistakes", mistakes.isEmpty ? nil : HTML.mistakes(mistakes)),
        HTML.section("Images", HTML.sheets([trainingImages, predictions].compactMap(\.self))),
        HTML.section("Device memory", memory.map(HTML.table), timeline.map { "<div class=\"wide\">\($0)</div>" }),
        HTML.section("Settings", HTML.list(settings)), HTML.section("Hashes", HTML.list(hashes)),
        HTML.section("Made with", HTML.list(versions)),
        HTML.section(
          "The command that makes it again", "<pre><code>\(command.printable(limit: .max).xmlEscaped)</code></pre>"),
      ])
  }
}
