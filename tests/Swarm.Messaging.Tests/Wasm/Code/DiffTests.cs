namespace Swarm.Messaging.Tests.Wasm.Code;

[Collection(WasmCollection.Name)]
public sealed class DiffTests(WasmFixture wasm)
{
    private const string Content = "int a;\nint b;\nint c;\nint d;\nint e;\n";

    [Theory]
    [InlineData("--- a/x.c\n+++ b/x.c\n@@ -2,2 +2,2 @@ int a;\n-int b;\n+int bb;\n int c;\n", "int a;\nint bb;\nint c;\nint d;\nint e;\n")]
    [InlineData("@@ -1 +1,2 @@\n int a;\n+int z;\n@@ -5 +6,0 @@\n-int e;\n", "int a;\nint z;\nint b;\nint c;\nint d;\n")]
    [InlineData("@@ -0,0 +1 @@\n+// first\n", "// first\nint a;\nint b;\nint c;\nint d;\nint e;\n")]
    [InlineData("@@ -5,0 +6 @@\n+int f;\n", "int a;\nint b;\nint c;\nint d;\nint e;\nint f;\n")]
    [InlineData("@@ -5 +5 @@\n-int e;\n+int f;\n\\ No newline at end of file\n", "int a;\nint b;\nint c;\nint d;\nint f;")]
    public async Task A_diff_that_fits_is_applied(string diff, string after)
    {
        var result = await wasm.ResultAsync("edit", new { language = "c", content = Content, diff });

        result.GetProperty("content").GetString().ShouldBe(after);
        Results.ShouldFollow("edit", result);
    }

    [Theory]
    [InlineData("@@ -2 +2 @@\n-int x;\n+int y;\n", "hunk_does_not_fit", "Hunk 1 (@@ -2 +2 @@) does not fit on line 2: it expects 'int x;', there is 'int b;'.")]
    [InlineData("@@ -1 +1 @@\n-int a;\n+int z;\n@@ -3 +3 @@\n-int b;\n+int y;\n", "hunk_does_not_fit", "Hunk 2")]
    [InlineData("@@ -3 +3 @@\n-int c;\n+int z;\n@@ -1 +1 @@\n-int a;\n+int y;\n", "hunk_does_not_fit", "top to bottom")]
    [InlineData("@@ -5,2 +5,1 @@\n int e;\n-int f;\n", "hunk_does_not_fit", "the content has ended")]
    [InlineData("@@ -9 +9 @@\n-int e;\n+int f;\n", "hunk_does_not_fit", "the content has 5")]
    [InlineData("@@ -1 +1 @@\n-int a;\n+int a\n", "syntax_error", "The diff would leave a syntax error on line 1")]
    public async Task A_diff_that_does_not_fit_says_where(string diff, string type, string words)
    {
        var failure = await wasm.FailureAsync("edit", new { language = "c", content = Content, diff });

        failure.Type.ShouldBe(type, failure.Message);
        failure.Message.ShouldContain(words);
    }

    [Fact]
    public async Task Line_ends_count()
    {
        var failure = await wasm.FailureAsync("edit", new { language = "c", content = "int a;\r\n", diff = "@@ -1 +1 @@\n-int a;\n+int b;\n" });

        failure.Type.ShouldBe("hunk_does_not_fit");
    }

    [Theory]
    [InlineData("", "has no hunk")]
    [InlineData("@@ 1 @@\n", "hunk header on line 1")]
    [InlineData("@@ -1,2 +1 @@\n-int a;\n", "not as many as its header says")]
    [InlineData("@@ -1 +1 @@\n*int a;\n", "begins with none of")]
    [InlineData("@@ -99999999999 +1 @@\n-a\n+b\n", "too large")]
    [InlineData("--- a\n+++ b\n@@ -1 +1 @@\n-int a;\n+int b;\n--- c\n+++ d\n", "must be of one file; line 6")]
    [InlineData("@@ -1 +1 @@\n-int a;\n+int b;\n+int c;\n", "belongs to none: line 4")]
    public void A_broken_diff_is_refused_at_submission(string diff, string rule)
    {
        var violation = wasm.Judge("edit", new { language = "c", content = Content, diff }).ShouldHaveSingleItem();

        violation.Field.ShouldBe("payload.diff");
        violation.Rule.ShouldContain(rule);
    }
}
