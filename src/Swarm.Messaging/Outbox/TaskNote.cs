using System.Text.Json.Serialization;

namespace Swarm.Messaging.Outbox;

/// <summary>What tasks tell each other. Told again it changes nothing. A closed set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "note")]
[JsonDerivedType(typeof(Await), "await")]
[JsonDerivedType(typeof(Ended), "ended")]
internal abstract record TaskNote
{
    private TaskNote()
    {
    }

    /// <summary>To a task: another one waits for its end.</summary>
    public sealed record Await(string TaskId, string Dependent) : TaskNote;

    /// <summary>To a task that waits: one that it waits for has ended.</summary>
    /// <param name="Reason">Of an end that is no completion; null when nobody said.</param>
    public sealed record Ended(string TaskId, string Dependency, string State, string? Reason = null) : TaskNote;
}
