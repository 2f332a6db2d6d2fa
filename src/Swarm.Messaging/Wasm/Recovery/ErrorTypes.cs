namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>Classes of failure, as a task's <c>errorType</c> carries them. What decides how a task recovers.</summary>
public static class ErrorTypes
{
    public const string Panic = "panic";
    public const string MemoryError = "memory_error";
    public const string Timeout = "timeout";
    public const string CompilationError = "compilation_error";
    public const string StackOverflow = "stack_overflow";
    public const string ConnectionError = "connection_error";
    public const string ResourceError = "resource_error";
    public const string TypeError = "type_error";
    public const string ReferenceError = "reference_error";
    public const string RangeError = "range_error";

    /// <summary>Nothing else matched; it recovers by the generic strategy.</summary>
    public const string Unknown = "unknown";
}
