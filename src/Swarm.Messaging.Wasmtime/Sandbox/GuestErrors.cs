namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>The names that recovery decides by.</summary>
internal static class GuestErrors
{
    public const string StackOverflow = "stack_overflow";
    public const string Memory = "memory_error";
    public const string Timeout = "timeout";
    public const string Compilation = "compilation_error";
    public const string Panic = "panic";
}
