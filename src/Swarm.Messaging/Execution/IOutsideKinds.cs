namespace Swarm.Messaging.Execution;

/// <summary>Task kinds and operations that processes outside have registered for. Their payloads are theirs to judge.</summary>
internal interface IOutsideKinds
{
    IReadOnlyCollection<string> Kinds { get; }

    /// <returns>Null: every operation of the kind.</returns>
    IReadOnlyCollection<string>? Operations(string kind);
}
