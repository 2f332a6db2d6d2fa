namespace Swarm.Messaging.Crm.Operations;

/// <summary>What descriptions of an operation have in common, by whatever way it is done.</summary>
internal abstract record Operation
{
    /// <summary>As tasks name it, <c>[a-z0-9_.-]{1,64}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Doing it twice is the same as doing it once. Default false.</summary>
    public bool Repeatable { get; init; }

    /// <summary>Fields of the input without which it is not begun.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>How long what was sent may still take effect after its attempt; before that nobody looks whether it has. Default 5 s.</summary>
    public TimeSpan Settle { get; init; }

    /// <summary>There is a way to see whether it has happened.</summary>
    public abstract bool CanVerify { get; }
}
