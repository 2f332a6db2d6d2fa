using System.Text;
using System.Text.Json;

namespace Swarm.Messaging.Tests.Wasm;

[Collection(WasmCollection.Name)]
public sealed class EdgeCaseTests(WasmFixture wasm)
{
    public static TheoryData<string> Languages => ["js", "ts", "tsx", "py", "rs", "go", "java", "cpp", "c"];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Empty_file_has_nothing(string language)
    {
        using var result = await wasm.AnalyzeAsync(language, "");

        Lines(result).ShouldBe((0, 0, 0, 0));
        result.RootElement.GetProperty("functions").GetArrayLength().ShouldBe(0);
        result.RootElement.GetProperty("syntaxErrors").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("js", "// a\n/* b\n\n*/\n")]
    [InlineData("py", "# a\n# b\n\n# c\n")]
    [InlineData("rs", "/// a\n//! b\n\n/* c */\n")]
    [InlineData("go", "// a\n/* b\n\n*/\n")]
    [InlineData("java", "// a\n/** b\n\n*/\n")]
    [InlineData("cpp", "// a\n/* b\n\n*/\n")]
    [InlineData("c", "// a\n/* b\n\n*/\n")]
    public async Task Only_comments(string language, string content)
    {
        using var result = await wasm.AnalyzeAsync(language, content);

        Lines(result).ShouldBe((4, 0, 3, 1));
    }

    [Theory]
    [InlineData("def f():\n    return 1\n", 2)]
    [InlineData("def f():\n    return 1", 2)]
    [InlineData("def f():\r\n    return 1\r\n\r\n", 3)]
    [InlineData("\uFEFFdef f():\n    return 1\n", 2)]
    [InlineData("\uFEFFdef f():\r\n    return 1", 2)]
    public async Task Line_endings_and_a_byte_order_mark_change_no_position(string content, int total)
    {
        using var result = await wasm.AnalyzeAsync("py", content);

        Lines(result).Total.ShouldBe(total);
        Lines(result).Code.ShouldBe(2);
        var function = result.RootElement.GetProperty("functions")[0];
        Position(function).ShouldBe((1, 1, 2, 13));
        function.GetProperty("lines").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Columns_count_characters_not_bytes()
    {
        using var result = await wasm.AnalyzeAsync("js", "const größe = '𝄞', 数 = (ж) => { return ж; };\n");

        var function = result.RootElement.GetProperty("functions")[0];
        function.GetProperty("name").GetString().ShouldBe("数");
        Position(function).ShouldBe((1, 24, 1, 44));
    }

    [Fact]
    public async Task Syntax_errors_say_where_and_what()
    {
        using var missing = await wasm.AnalyzeAsync("java", "class A {\n  int f() { return 1 }\n}\n");
        var error = missing.RootElement.GetProperty("syntaxErrors")[0];
        error.GetProperty("kind").GetString().ShouldBe("missing");
        error.GetProperty("text").GetString().ShouldBe(";");
        (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()).ShouldBe((2, 21));

        using var wrong = await wasm.AnalyzeAsync("js", "function ok() {}\nlet = = 3 ) ];\nfunction also() {}\n");
        wrong.RootElement.GetProperty("syntaxErrors")[0].GetProperty("line").GetInt32().ShouldBe(2);
        wrong.RootElement.GetProperty("functions").EnumerateArray().Select(f => f.GetProperty("name").GetString()).ShouldBe(["ok", "also"]);
    }

    [Theory]
    [InlineData("go", "package p\nfunc f() func() { return func() {} }\n", "f <anonymous>")]
    [InlineData("go", "package p\nfunc f() { a, b := func() {} }\n", "f a")]
    [InlineData("js", "export default () => {}; new Map([[1, () => {}]]); import();\n", "<anonymous> <anonymous>")]
    [InlineData("cpp", "class A B { void f() {} };\nint x() {}\n", "f x")]
    [InlineData("c", "#define F(n) void n(void) {}\nint (f)(void) { return 0; }\n", "f")]
    [InlineData("java", "interface I { int a(); default int b() { return 1; } }\n", "b")]
    [InlineData("py", "class A:\n  if x:\n    def f(self): pass\n", "f")]
    public async Task Functions_are_named_where_their_surroundings_give_no_name(string language, string content, string names)
    {
        using var result = await wasm.AnalyzeAsync(language, content);

        string.Join(' ', result.RootElement.GetProperty("functions").EnumerateArray().Select(f => f.GetProperty("name").GetString())).ShouldBe(names);
    }

    [Fact]
    public async Task A_nul_character_and_quotes_survive()
    {
        using var result = await wasm.AnalyzeAsync("js", "const s = \"a\0b\\\"\"; import('q\"x\\\\');\n");

        result.RootElement.GetProperty("lines").GetProperty("code").GetInt32().ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task A_hundred_thousand_open_parentheses(string language)
    {
        const int Depth = 100_000;
        using var closed = await wasm.AnalyzeAsync(language, new string('(', Depth) + "1" + new string(')', Depth));
        Lines(closed).Total.ShouldBe(1);

        using var open = await wasm.AnalyzeAsync(language, new string('(', Depth));
        open.RootElement.GetProperty("summary").GetProperty("syntaxErrorCount").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Deeply_nested_control_structures_are_counted()
    {
        const int Depth = 5_000;
        using var result = await wasm.AnalyzeAsync(
            "js", $"function f() {{ {string.Concat(Enumerable.Repeat("if (a) {", Depth))}{new string('}', Depth)} }}");

        result.RootElement.GetProperty("deepestNesting").GetInt32().ShouldBe(Depth);
        result.RootElement.GetProperty("functions")[0].GetProperty("complexity").GetInt32().ShouldBe(Depth + 1);
    }

    [Theory]
    [InlineData("js", "function name{0}(a) {{ return a && {0}; }}\n")]
    [InlineData("ts", "const name{0} = (a: number) => a && {0};\n")]
    [InlineData("py", "def name{0}(a):\n    return a and {0}\n")]
    [InlineData("rs", "fn name{0}(a: bool) -> bool {{ a && {0} > 1 }}\n")]
    [InlineData("go", "func name{0}(a bool) bool {{ return a && {0} > 1 }}\n")]
    [InlineData("java", "class C{0} {{ boolean name(boolean a) {{ return a && {0} > 1; }} }}\n")]
    [InlineData("cpp", "bool name{0}(bool a) {{ return a && {0} > 1; }}\n")]
    [InlineData("c", "int name{0}(int a) {{ return a && {0}; }}\n")]
    public async Task A_megabyte_is_cut_to_a_bounded_result(string language, string line)
    {
        var content = new StringBuilder();
        var functions = 0;
        while (content.Length < 1024 * 1024 - 100)
            content.AppendFormat(line, functions++);

        var bytes = await wasm.AnalyzeBytesAsync(language, content.ToString());
        using var result = JsonDocument.Parse(bytes);

        bytes.Length.ShouldBeLessThan(1024 * 1024);
        var root = result.RootElement;
        root.GetProperty("truncated").GetBoolean().ShouldBeTrue();
        root.GetProperty("functions").GetArrayLength().ShouldBeInRange(1000, 10_000);
        root.GetProperty("summary").GetProperty("functionCount").GetInt32().ShouldBe(functions);
        root.GetProperty("summary").GetProperty("totalComplexity").GetInt32().ShouldBe(2 * functions);
    }

    [Fact]
    public async Task A_megabyte_on_one_line()
    {
        using var result = await wasm.AnalyzeAsync("js", string.Concat(Enumerable.Repeat("callback(() => result);", 45_000)));

        result.RootElement.GetProperty("summary").GetProperty("functionCount").GetInt32().ShouldBe(45_000);
        result.RootElement.GetProperty("functions")[1].GetProperty("startColumn").GetInt32().ShouldBe(33);
    }

    private static (int Total, int Code, int Comment, int Blank) Lines(JsonDocument result)
    {
        var lines = result.RootElement.GetProperty("lines");
        return (lines.GetProperty("total").GetInt32(), lines.GetProperty("code").GetInt32(),
            lines.GetProperty("comment").GetInt32(), lines.GetProperty("blank").GetInt32());
    }

    private static (int, int, int, int) Position(JsonElement f) =>
        (f.GetProperty("startLine").GetInt32(), f.GetProperty("startColumn").GetInt32(),
            f.GetProperty("endLine").GetInt32(), f.GetProperty("endColumn").GetInt32());
}
