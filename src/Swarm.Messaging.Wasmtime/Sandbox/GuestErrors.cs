namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>The names that recovery decides by.</summary>
internal static class GuestErrors
{
    /// <summary>Trap: stack exhausted.</summary>
    public const string StackOverflow = "stack_overflow";

    /// <summary>Trap: memory, heap or table out of bounds; or more memory wanted than the limit.</summary>
    public const string Memory = "memory_error";

    /// <summary>Trap: interrupt or out of fuel; or the deadline of the call.</summary>
    public const string Timeout = "timeout";

    /// <summary>The module could not be compiled, linked or instantiated, or does not export what its protocol wants.</summary>
    public const string Compilation = "compilation_error";

    /// <summary>Trap: unreachable and every other; or an exit code other than 0.</summary>
    public const string Panic = "panic";

    /// <summary>It ended well and answered what is no JSON, or more than a result may hold.</summary>
    public const string InvalidResult = "invalid_result";

    /// <summary>It was stopped because it wrote without end. It would again.</summary>
    public const string OutputLimit = "output_limit";
}
