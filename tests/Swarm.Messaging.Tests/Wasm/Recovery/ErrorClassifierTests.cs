using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Wasm.Recovery;
using Wasmtime;

namespace Swarm.Messaging.Tests.Wasm.Recovery;

public sealed class ErrorClassifierTests
{
    private readonly ErrorClassifier classifier = Ladders.Classifier();

    [Theory]
    [InlineData("stack_overflow", "high", "wasm_stack", false)]
    [InlineData("memory_error", "high", "wasm_memory", true)]
    [InlineData("timeout", "medium", "performance", true)]
    [InlineData("compilation_error", "medium", "wasm_compile", true)]
    [InlineData("panic", "high", "wasm_panic", true)]
    [InlineData("type_error", "medium", "javascript", true)]
    [InlineData("reference_error", "medium", "javascript", true)]
    [InlineData("range_error", "medium", "javascript", true)]
    [InlineData("connection_error", "low", "network", true)]
    [InlineData("resource_error", "high", "system", false)]
    [InlineData("unknown", "medium", "runtime", true)]
    public void A_class_has_its_severity_category_and_whether_it_can_be_recovered(string type, string severity, string category, bool recoverable) =>
        classifier.Classify(null, type, "").ShouldBe(new ErrorClassification(type, severity, category, recoverable));

    [Theory]
    [InlineData(TrapCode.StackOverflow, "stack_overflow")]
    [InlineData(TrapCode.MemoryOutOfBounds, "memory_error")]
    [InlineData(TrapCode.HeapMisaligned, "memory_error")]
    [InlineData(TrapCode.TableOutOfBounds, "memory_error")]
    [InlineData(TrapCode.ArrayOutOfBounds, "memory_error")]
    [InlineData(TrapCode.AllocationTooLarge, "memory_error")]
    [InlineData(TrapCode.Interrupt, "timeout")]
    [InlineData(TrapCode.OutOfFuel, "timeout")]
    [InlineData(TrapCode.Unreachable, "panic")]
    [InlineData(TrapCode.IntegerDivisionByZero, "panic")]
    [InlineData(TrapCode.IntegerOverflow, "panic")]
    [InlineData(TrapCode.BadSignature, "panic")]
    [InlineData(TrapCode.IndirectCallToNull, "panic")]
    [InlineData(TrapCode.BadConversionToInteger, "panic")]
    public void A_trap_code_decides_first(TrapCode trap, string type) =>
        classifier.Classify(trap.ToString(), "RangeError", "compile timeout memory panic stack overflow").Type.ShouldBe(type);

    [Fact]
    public void Every_trap_code_of_the_runtime_has_a_class_that_the_table_knows() =>
        Enum.GetNames<TrapCode>().ShouldAllBe(code => ErrorClasses.ByType.ContainsKey(classifier.Classify(code, null, "").Type));

    [Fact]
    public void Every_trap_code_of_the_table_is_one_of_the_runtime() => ErrorClasses.ByTrap.Keys.ShouldBeSubsetOf(Enum.GetNames<TrapCode>());

    [Theory]
    [InlineData("TypeError", "type_error")]
    [InlineData("InvalidCastException", "type_error")]
    [InlineData("ArrayTypeMismatchException", "type_error")]
    [InlineData("ReferenceError", "reference_error")]
    [InlineData("NullReferenceException", "reference_error")]
    [InlineData("RangeError", "range_error")]
    [InlineData("IndexOutOfRangeException", "range_error")]
    [InlineData("ArgumentOutOfRangeException", "range_error")]
    [InlineData("ECONNRESET", "connection_error")]
    [InlineData("EPIPE", "connection_error")]
    [InlineData("EMFILE", "resource_error")]
    [InlineData("ENFILE", "resource_error")]
    public void What_threw_decides_before_the_message(string thrown, string type) =>
        classifier.Classify(null, thrown, "memory panic").Type.ShouldBe(type);

    [Theory]
    [InlineData("a stack overflow in main", "stack_overflow")]
    [InlineData("Maximum call stack size exceeded", "stack_overflow")]
    [InlineData("index out of bounds", "memory_error")]
    [InlineData("Out of MEMORY!", "memory_error")]
    [InlineData("memory panic", "memory_error")]
    [InlineData("timeout", "timeout")]
    [InlineData("it seems to hang, no answer", "timeout")]
    [InlineData("cannot compile it", "compilation_error")]
    [InlineData("link: undefined symbol", "compilation_error")]
    [InlineData("panic", "panic")]
    [InlineData("unreachable", "panic")]
    [InlineData("wasm trap: integer divide by zero", "panic")]
    [InlineData("Uncaught TypeError: x is not a function", "type_error")]
    [InlineData("referenceerror: y", "reference_error")]
    [InlineData("RangeError", "range_error")]
    [InlineData("read ECONNRESET", "connection_error")]
    [InlineData("write EPIPE", "connection_error")]
    [InlineData("EMFILE: too many open files", "resource_error")]
    [InlineData("ENFILE", "resource_error")]
    [InlineData("please change input", "unknown")]
    [InlineData("broken symlink", "unknown")]
    [InlineData("a trapezoid, panicked; memory_map linked, hanging", "unknown")]
    [InlineData("", "unknown")]
    [InlineData(null, "unknown")]
    public void Whole_words_decide_last(string? message, string type)
    {
        classifier.Classify(null, null, message).Type.ShouldBe(type);
        classifier.Classify(null, "Exception", message).Type.ShouldBe(type);
    }

    [Theory]
    [InlineData("stack overflow, then out of memory", "stack_overflow")]
    [InlineData("timeout: out of bounds", "memory_error")]
    [InlineData("panic at compile after a timeout", "timeout")]
    [InlineData("trap in link step", "compilation_error")]
    [InlineData("TypeError: trap", "panic")]
    public void Rows_of_words_go_from_top_to_bottom(string message, string type) => classifier.Classify(null, null, message).Type.ShouldBe(type);

    [Fact]
    public void An_out_of_bounds_trap_whose_text_says_trap_is_a_memory_error()
    {
        classifier.Classify("MemoryOutOfBounds", "TrapException", "wasm trap: out of bounds memory access").Type.ShouldBe(ErrorTypes.MemoryError);
        classifier.Classify(null, null, "wasm trap: out of bounds memory access").Type.ShouldBe(ErrorTypes.MemoryError);
    }

    [Fact]
    public void A_refused_allocation_that_ends_in_unreachable_stays_the_memory_error_the_sandbox_made_of_it() =>
        classifier.Classify("Unreachable", "memory_error", "").Type.ShouldBe(ErrorTypes.MemoryError);

    [Fact]
    public void A_word_is_found_behind_a_longer_one_that_holds_it() =>
        classifier.Classify(null, null, "symlink link").Type.ShouldBe(ErrorTypes.CompilationError);

    [Fact]
    public void A_pattern_of_ones_own_comes_before_the_words()
    {
        var own = Ladders.Classifier(o => o.Patterns.Add(new ErrorPattern { Pattern = "licen[cs]e .* expired", Type = "licence_error", Severity = "low" }));

        own.Classify(null, null, "memory: License of X expired").ShouldBe(new ErrorClassification("licence_error", "low", "runtime", true));
        own.Classify(null, "TypeError", "license of X expired").Type.ShouldBe(ErrorTypes.TypeError);
        own.Classify(null, null, "license renewed").Type.ShouldBe(ErrorTypes.Unknown);
    }

    [Fact]
    public void A_type_of_ones_own_is_known_by_its_name()
    {
        var own = Ladders.Classifier(o => o.Strategies["invalid_result"] = new StrategySettings { Name = "again", Actions = { RecoveryActions.RetryWithBackoff } });

        own.Classify(null, "invalid_result", "no JSON: memory").ShouldBe(new ErrorClassification("invalid_result", "medium", "runtime", true));
        classifier.Classify(null, "invalid_result", "no JSON").Type.ShouldBe(ErrorTypes.Unknown);
    }

    [Fact]
    public void A_pattern_that_would_backtrack_for_ever_does_not()
    {
        var own = Ladders.Classifier(o => o.Patterns.Add(new ErrorPattern { Pattern = "^(a+)+$", Type = "panic" }));

        own.Classify(null, null, new string('a', 3_999) + "!").Type.ShouldBe(ErrorTypes.Unknown);
    }

    [Theory]
    [InlineData("(unclosed", "panic")]
    [InlineData("(?<=look)behind", "panic")]
    [InlineData(@"(a)\1", "panic")]
    [InlineData("fine", "Not A Type")]
    public void A_pattern_that_cannot_be_used_is_refused_at_start(string pattern, string type)
    {
        var options = new RecoveryOptions();
        options.Patterns.Add(new ErrorPattern { Pattern = pattern, Type = type });

        new RecoveryOptionsValidator().Validate(null, options).FailureMessage.ShouldNotBeNull().ShouldContain("Recovery:Patterns:0");
    }

    [Fact]
    public void A_history_that_grows_when_it_is_cut_is_refused_at_start()
    {
        using var services = Ladders.Services(s => s.Configure<RecoveryOptions>(o => (o.HistoryLimit, o.HistoryKept) = (10, 11)));

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<ErrorClassifier>()).Message.ShouldContain("HistoryKept (11)");
    }
}
