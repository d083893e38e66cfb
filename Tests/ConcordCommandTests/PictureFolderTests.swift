import ConcordTestSupport
import Testing

@Suite("What folders of pictures are told as")
struct PictureFolderTests {
  @Test("where nobody chose the test images, training and evaluation say which they are and how many")
  func parting() throws {
    let pictures = try PictureFolder()
    let run = try Concord(
      "train", "--dataset", "pictures/", "--steps", "1", "--batch-size", "4", "--run", "r", in: pictures.folder)
    #expect(run.status == 0)
    let evaluation = try Concord("evaluate", "--run", "r", in: pictures.folder)
    #expect(evaluation.status == 0)
    for errors in [run.errors, evaluation.errors] {
      #expect(errors.contains("pictures/ has no folders 'train' and 'test'"))
      #expect(errors.contains("every fifth image is for test, 4 of all 20"))
    }
  }
}
