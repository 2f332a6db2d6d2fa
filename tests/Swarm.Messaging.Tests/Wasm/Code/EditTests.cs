namespace Swarm.Messaging.Tests.Wasm.Code;

[Collection(WasmCollection.Name)]
public sealed class EditTests(WasmFixture wasm)
{
    [Fact]
    public async Task Functions_are_replaced_and_surrounded()
    {
        var result = await wasm.ResultAsync("edit", new
        {
            language = "js",
            content = "// about f\nexport function f() { return 1; }\n\nconst g = () => 2;\n",
            edits = new object[]
            {
                new { op = "insertBefore", name = "f", text = "function pre() {}" },
                new { op = "insertAfter", name = "g", text = "function post() {}\n" },
                new { op = "replace", kind = "function", name = "f", text = "function f() { return 3; }" },
            },
        });

        result.GetProperty("content").GetString().ShouldBe(
            "function pre() {}\n// about f\nexport function f() { return 3; }\n\nconst g = () => 2;\nfunction post() {}\n");
        Results.ShouldFollow("edit", result);
    }

    [Theory]
    [InlineData("py", "class A:\n    @x\n    def m(self): pass", "insertBefore", "m", "    def k(self): pass", "class A:\n    def k(self): pass\n    @x\n    def m(self): pass")]
    [InlineData("py", "class A:\n    def m(self): pass", "insertAfter", "m", "    def k(self): pass", "class A:\n    def m(self): pass\n    def k(self): pass\n")]
    [InlineData("rs", "fn a() {}\n/// doc\n#[inline]\npub fn b() {}\n", "insertBefore", "b", "fn x() {}", "fn a() {}\nfn x() {}\n/// doc\n#[inline]\npub fn b() {}\n")]
    [InlineData("cpp", "template <class T>\nT f(T a) { return a; }\n", "insertBefore", "f", "int g();", "int g();\ntemplate <class T>\nT f(T a) { return a; }\n")]
    [InlineData("go", "package p\n\nfunc (t T) A() {}\n", "insertAfter", "A", "func b() {}", "package p\n\nfunc (t T) A() {}\nfunc b() {}\n")]
    [InlineData("java", "class A { int f() { return 1; } }", "replace", "f", "int g() { return 2; }", "class A { int g() { return 2; } }")]
    [InlineData("c", "struct p { int x; };\n", "replace", "p", "struct q { int y; }", "struct q { int y; };\n")]
    public async Task By_name_in_other_languages(string language, string content, string op, string name, string text, string after)
    {
        var kind = op == "replace" ? language == "c" ? "type" : "function" : null;

        var result = await wasm.ResultAsync("edit", new { language, content, edits = new[] { new { op, kind, name, text } } });

        result.GetProperty("content").GetString().ShouldBe(after);
    }

    [Fact]
    public async Task A_position_means_the_smallest_node_of_the_kind()
    {
        var result = await wasm.ResultAsync("edit", new
        {
            language = "ts", content = "const ä = 1; function f() { return g(1); }",
            edits = new[] { new { op = "replace", kind = "return_statement", position = new { line = 1, column = 38 }, text = "return 2;" } },
        });

        result.GetProperty("content").GetString().ShouldBe("const ä = 1; function f() { return 2; }");
    }

    [Theory]
    [InlineData("function f() {", "f", "syntax_error", "would leave a syntax error on line 3 of the result: } is missing")]
    [InlineData("x", "nobody", "target_not_found", "edits[0]")]
    [InlineData("x", "twice", "ambiguous_target", "line 2 and line 3")]
    public async Task What_cannot_be_done_is_said(string text, string name, string type, string words)
    {
        const string Content = "function f() {}\nclass A { twice() {} }\nclass B { twice() {} }\n";

        var failure = await wasm.FailureAsync("edit", new { language = "js", content = Content, edits = new[] { new { op = "replace", kind = "function", name, text } } });

        failure.Type.ShouldBe(type, failure.Message);
        failure.Message.ShouldContain(words);
    }

    [Fact]
    public async Task Edits_of_one_place_are_refused()
    {
        object[] edits =
        [
            new { op = "replace", kind = "type", name = "A", text = "class B {}" },
            new { op = "replace", kind = "function", name = "m", text = "n() {}" },
        ];

        (await wasm.FailureAsync("edit", new { language = "js", content = "class A { m() {} }", edits })).Type.ShouldBe("overlapping_edits");
    }

    [Theory]
    [InlineData("""{"op":"delete","name":"a","text":""}""", "payload.edits[0].op", "unknown_op")]
    [InlineData("""{"op":"replace","text":"x"}""", "payload.edits[0].name", "missing_field")]
    [InlineData("""{"op":"replace","name":"a"}""", "payload.edits[0].text", "missing_field")]
    [InlineData("""{"op":"replace","name":"a","text":"x","positon":1}""", "payload.edits[0].positon", "unknown_field")]
    [InlineData("7", "payload.edits[0]", "wrong_type")]
    public void Broken_edits_are_named(string edit, string field, string code)
    {
        var violation = wasm.Judge("edit", new { language = "js", content = "", edits = new[] { System.Text.Json.JsonElement.Parse(edit) } }).ShouldHaveSingleItem();

        (violation.Field, violation.Code).ShouldBe((field, code));
    }

    [Fact]
    public void Edits_or_a_diff_but_not_both()
    {
        wasm.Judge("edit", new { language = "js", content = "" }).ShouldHaveSingleItem().Code.ShouldBe("missing_field");
        wasm.Judge("edit", new { language = "js", content = "", edits = Array.Empty<int>(), diff = "" }).ShouldNotBeEmpty();
    }
}
