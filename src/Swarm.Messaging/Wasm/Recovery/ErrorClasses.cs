using System.Collections.Frozen;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>The table of classes, and what names each: trap codes of the runtime, kinds of exceptions, error codes of the system, words of a message.</summary>
internal static class ErrorClasses
{
    public static readonly ErrorClassification StackOverflow = new(ErrorTypes.StackOverflow, "high", "wasm_stack", false);
    public static readonly ErrorClassification MemoryError = new(ErrorTypes.MemoryError, "high", "wasm_memory", true);
    public static readonly ErrorClassification Timeout = new(ErrorTypes.Timeout, "medium", "performance", true);
    public static readonly ErrorClassification CompilationError = new(ErrorTypes.CompilationError, "medium", "wasm_compile", true);
    public static readonly ErrorClassification Panic = new(ErrorTypes.Panic, "high", "wasm_panic", true);
    public static readonly ErrorClassification TypeError = new(ErrorTypes.TypeError, "medium", "javascript", true);
    public static readonly ErrorClassification ReferenceError = new(ErrorTypes.ReferenceError, "medium", "javascript", true);
    public static readonly ErrorClassification RangeError = new(ErrorTypes.RangeError, "medium", "javascript", true);
    public static readonly ErrorClassification ConnectionError = new(ErrorTypes.ConnectionError, "low", "network", true);
    public static readonly ErrorClassification ResourceError = new(ErrorTypes.ResourceError, "high", "system", false);
    public static readonly ErrorClassification Unknown = new(ErrorTypes.Unknown, "medium", "runtime", true);

    /// <summary>By the class's own name: what the sandbox, which saw trap code and memory, has decided already.</summary>
    public static FrozenDictionary<string, ErrorClassification> ByType { get; } = new[]
    {
        StackOverflow, MemoryError, Timeout, CompilationError, Panic, TypeError, ReferenceError, RangeError, ConnectionError, ResourceError, Unknown,
    }.ToFrozenDictionary(c => c.Type, StringComparer.Ordinal);

    /// <summary>Trap codes by the runtime's names. Every other trap is a panic.</summary>
    public static FrozenDictionary<string, ErrorClassification> ByTrap { get; } = new Dictionary<string, ErrorClassification>
    {
        ["StackOverflow"] = StackOverflow,
        ["MemoryOutOfBounds"] = MemoryError,
        ["HeapMisaligned"] = MemoryError,
        ["TableOutOfBounds"] = MemoryError,
        ["ArrayOutOfBounds"] = MemoryError,
        ["AllocationTooLarge"] = MemoryError,
        ["Interrupt"] = Timeout,
        ["OutOfFuel"] = Timeout,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Exceptions, of JavaScript and of .NET, and error codes of the system.</summary>
    public static FrozenDictionary<string, ErrorClassification> ByName { get; } = new Dictionary<string, ErrorClassification>
    {
        ["TypeError"] = TypeError,
        ["InvalidCastException"] = TypeError,
        ["ArrayTypeMismatchException"] = TypeError,
        ["ReferenceError"] = ReferenceError,
        ["NullReferenceException"] = ReferenceError,
        ["RangeError"] = RangeError,
        ["IndexOutOfRangeException"] = RangeError,
        ["ArgumentOutOfRangeException"] = RangeError,
        ["ECONNRESET"] = ConnectionError,
        ["EPIPE"] = ConnectionError,
        ["EMFILE"] = ResourceError,
        ["ENFILE"] = ResourceError,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words of a message; the first row that has one of its words in the message decides.</summary>
    public static IReadOnlyList<(string[] Words, ErrorClassification Class)> ByWords { get; } =
    [
        (["stack overflow", "call stack"], StackOverflow),
        (["out of bounds", "memory"], MemoryError),
        (["timeout", "hang"], Timeout),
        (["compile", "link"], CompilationError),
        (["panic", "unreachable", "trap"], Panic),
        (["TypeError"], TypeError),
        (["ReferenceError"], ReferenceError),
        (["RangeError"], RangeError),
        (["ECONNRESET", "EPIPE"], ConnectionError),
        (["EMFILE", "ENFILE"], ResourceError),
    ];
}
