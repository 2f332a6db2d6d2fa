namespace Swarm.Messaging.Tests.Wasm.Code;

[Collection(WasmCollection.Name)]
public sealed class RefactorTests(WasmFixture wasm)
{
    /// <summary>Language, content, symbol, new name, content after; a § before a name is the position.</summary>
    public static TheoryData<string, string, string, string, string> Renames => new()
    {
        { "js", "const a = 1; // a\nfunction f(a) { return a + \"a\"; }\nuse(a, `${a} a`);", "a", "b", "const b = 1; // a\nfunction f(a) { return a + \"a\"; }\nuse(b, `${b} a`);" },
        { "js", "const o = { a, x: a.a }; export { a }; var a;", "a", "b", "const o = { a: b, x: b.a }; export { b as a }; var b;" },
        { "js", "import { a } from 'm'; a();", "a", "b", "import { a as b } from 'm'; b();" },
        { "js", "const { a, c: { d = a } } = f(); g(a, d);", "d", "e", "const { a, c: { d: e = a } } = f(); g(a, e);" },
        { "js", "class A { go() { return this.run(); } run() {} } new A().run();", "run", "walk", "class A { go() { return this.walk(); } walk() {} } new A().walk();" },
        { "js", "var x = 1; function g() { if (q) { var §x = 2; } return x; }", "x", "y", "var x = 1; function g() { if (q) { var y = 2; } return y; }" },
        { "js", "call(); // call", "call", "ring", "ring(); // call" },
        { "ts", "interface P<T> { v: T }\nfunction f(a: P<number>): P<string> { return a as P<any>; }", "P", "Q", "interface Q<T> { v: T }\nfunction f(a: Q<number>): Q<string> { return a as Q<any>; }" },
        { "tsx", "const Item = () => <li />;\nconst L = () => <ul><Item></Item><Item /></ul>;", "Item", "Row", "const Row = () => <li />;\nconst L = () => <ul><Row></Row><Row /></ul>;" },
        { "py", "x = 1\ndef f(x):\n    \"\"\"x\"\"\"\n    return [x for x in y]\nprint(f\"{x} x\")\nclass K:\n    x = 2\n    def m(self): return x + self.x\n", "x", "z", "z = 1\ndef f(x):\n    \"\"\"x\"\"\"\n    return [x for x in y]\nprint(f\"{z} x\")\nclass K:\n    x = 2\n    def m(self): return z + self.x\n" },
        { "py", "n = 0\ndef f():\n    global n\n    n += 1\n", "n", "count", "count = 0\ndef f():\n    global count\n    count += 1\n" },
        { "py", "from a import b\nb()\n", "b", "c", "from a import b as c\nc()\n" },
        { "rs", "fn help(x: i32) -> i32 { x }\nstruct S;\nimpl S { fn help(&self) -> i32 { crate::help(1) } }\nfn main() { help(2); S.help(); /* help */ }\n", "help", "aid", "fn aid(x: i32) -> i32 { x }\nstruct S;\nimpl S { fn help(&self) -> i32 { crate::aid(1) } }\nfn main() { aid(2); S.help(); /* help */ }\n" },
        { "rs", "fn f() -> i32 { let x = 1; let p = P { x }; { let §x = x + 1; x } }\n", "x", "y", "fn f() -> i32 { let x = 1; let p = P { x }; { let y = x + 1; y } }\n" },
        { "rs", "fn f() -> P { let x = 1; P { x } }\n", "x", "y", "fn f() -> P { let y = 1; P { x: y } }\n" },
        { "go", "package p\nfunc f(v T) int { §x := v.x; for _, x := range y { g(x) }; return x }\n", "x", "n", "package p\nfunc f(v T) int { n := v.x; for _, x := range y { g(x) }; return n }\n" },
        { "go", "package p\ntype T struct{ x int }\nfunc f(x int) T { return T{x: x} }\n", "x", "n", "package p\ntype T struct{ x int }\nfunc f(n int) T { return T{x: n} }\n" },
        { "java", "class A { int §n; A(int n) { this.n = n; } int get() { return n; } A of() { return new A(n); } }\n", "n", "size", "class A { int size; A(int n) { this.size = n; } int get() { return size; } A of() { return new A(size); } }\n" },
        { "java", "class A { A() {} static A of() { A a = new A(); return a; } }\n", "A", "B", "class B { B() {} static B of() { B a = new B(); return a; } }\n" },
        { "cpp", "namespace n { class Box { int v_; public: Box(int v) : v_(v) {} ~Box() {} int get(); }; }\nint n::Box::get() { return v_; }\nn::Box make() { return n::Box(1); }\n", "Box", "Crate", "namespace n { class Crate { int v_; public: Crate(int v) : v_(v) {} ~Crate() {} int get(); }; }\nint n::Crate::get() { return v_; }\nn::Crate make() { return n::Crate(1); }\n" },
        { "cpp", "struct S { int v_; void set(int v); };\nvoid S::set(int v) { v_ = v; }\n", "v_", "value_", "struct S { int value_; void set(int v); };\nvoid S::set(int v) { value_ = v; }\n" },
        { "c", "static int n = 2;\nstruct s { int n; };\nint f(int n) { return n; }\nint g(struct s *s) { return n + s->n; } /* n */\n", "n", "count", "static int count = 2;\nstruct s { int n; };\nint f(int n) { return n; }\nint g(struct s *s) { return count + s->n; } /* n */\n" },
    };

    [Theory]
    [MemberData(nameof(Renames))]
    public async Task Names_are_renamed_where_they_are_meant_and_nowhere_else(string language, string content, string symbol, string newName, string after)
    {
        var at = content.IndexOf('§');
        var clean = content.Replace("§", "");
        var line = at < 0 ? 0 : content[..at].Count(c => c == '\n') + 1;
        var position = at < 0 ? null : new { line, column = at - content.LastIndexOf('\n', at) };

        var result = await wasm.ResultAsync("refactor", new { language, content = clean, symbol, newName, position });

        result.GetProperty("content").GetString().ShouldBe(after);
        result.GetProperty("edits").GetInt32().ShouldBe(result.GetProperty("positions").GetArrayLength());
        Results.ShouldFollow("refactor", result);
    }

    [Theory]
    [InlineData("js", "let a, b; a = b;", "a", "b", "name_conflict", "line 1")]
    [InlineData("js", "function f(a) { let b = 1; return a; }", "a", "b", "name_conflict", "already")]
    [InlineData("js", "let a = 1;\nfunction f() { let b; return a; }", "a", "b", "name_conflict", "would hide")]
    [InlineData("js", "function f() { let a; b(a); }", "a", "b", "name_conflict", "would catch")]
    [InlineData("js", "o.a = o.b;", "a", "b", "name_conflict", "line 1")]
    [InlineData("js", "f(); // a\n'a'", "a", "b", "symbol_not_found", "comments and strings")]
    [InlineData("py", "def f(a): pass\ndef g(a): pass\n", "a", "b", "ambiguous_symbol", "line 1, 2")]
    [InlineData("rs", "fn f(a: i32) { println!(\"{a}\"); }", "a", "b", "cannot_rename", "line 1")]
    [InlineData("c", "#define N (size * 2)\nint size;\n", "size", "n", "cannot_rename", "line 1")]
    [InlineData("java", "import a.List;\nclass A { List l; }", "List", "B", "cannot_rename", "comes from elsewhere")]
    [InlineData("ts", "class A { constructor(private a: B) { this.a; } }", "a", "b", "cannot_rename", "line 1")]
    public async Task What_would_change_the_meaning_is_not_done(string language, string content, string symbol, string newName, string type, string words)
    {
        var failure = await wasm.FailureAsync("refactor", new { language, content, symbol, newName });

        failure.Type.ShouldBe(type, failure.Message);
        failure.Message.ShouldContain(words);
    }

    [Theory]
    [InlineData("py", "a", "lambda", null, "payload.newName", "keyword")]
    [InlineData("go", "a", "1b", null, "payload.newName", "not_an_identifier")]
    [InlineData("c", "a", "a$", null, "payload.newName", "not_an_identifier")]
    [InlineData("js", "a b", "c", null, "payload.symbol", "not_an_identifier")]
    [InlineData("js", "a", "a", null, "payload.newName", "same_name")]
    [InlineData("js", null, "a", null, "payload.symbol", "missing_field")]
    [InlineData("js", "a", "b", 0, "payload.position.line", "out_of_range")]
    public void Broken_fields_are_named(string language, string? symbol, string newName, int? line, string field, string code)
    {
        var position = line is null ? null : new { line, column = 1 };

        var violation = wasm.Judge("refactor", new { language, content = "a", symbol, newName, position }).ShouldHaveSingleItem();

        (violation.Field, violation.Code).ShouldBe((field, code));
    }

    [Fact]
    public async Task A_byte_order_mark_and_line_ends_stay()
    {
        var result = await wasm.ResultAsync("refactor", new { language = "js", content = "\uFEFFlet ä = 1;\r\nf(ä);\r\n", symbol = "ä", newName = "b" });

        result.GetProperty("content").GetString().ShouldBe("\uFEFFlet b = 1;\r\nf(b);\r\n");
        result.GetProperty("positions")[1].ToString().ShouldBe("""{"line":2,"column":3}""");
    }

    [Fact]
    public async Task A_text_with_errors_may_keep_them()
    {
        var result = await wasm.ResultAsync("refactor", new { language = "js", content = "let a = 1;\nf(a;\n", symbol = "a", newName = "b" });

        result.GetProperty("content").GetString().ShouldStartWith("let b");
        result.GetProperty("syntaxErrors").GetInt32().ShouldBeGreaterThan(0);
    }
}
