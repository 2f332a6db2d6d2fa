namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>How a call ended. A closed set; a cancelled call ends by <see cref="OperationCanceledException"/>.</summary>
internal abstract record GuestOutcome
{
    private GuestOutcome()
    {
    }

    public sealed record Completed(byte[] Result) : GuestOutcome;

    /// <summary>The guest failed, by one of <see cref="GuestErrors"/>.</summary>
    public sealed record Failed(string ErrorType, string Message, string? Stack = null) : GuestOutcome
    {
        /// <summary>The runtime's own trap code, e.g. <c>IntegerDivisionByZero</c>; null when it did not trap.</summary>
        public string? Trap { get; init; }
    }
}
