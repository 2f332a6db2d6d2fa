using System.Text.Json.Serialization;

namespace Swarm.Messaging.Outbox;

/// <summary>What windows and batches are told by tasks and by each other. Told again it changes nothing. A closed set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "note")]
[JsonDerivedType(typeof(Join), "join")]
[JsonDerivedType(typeof(Leave), "leave")]
[JsonDerivedType(typeof(Begin), "begin")]
[JsonDerivedType(typeof(End), "end")]
[JsonDerivedType(typeof(Absent), "absent")]
internal abstract record BatchNote
{
    private BatchNote()
    {
    }

    /// <summary>To the window of client and operation: collect this task.</summary>
    /// <param name="Since">The task's acceptance, unix ms: said again it is the same joining. 0 in notes of before there was one.</param>
    public sealed record Join(string Client, string Operation, string TaskId, long Since = 0) : BatchNote;

    /// <summary>To the window: it has ended before it was flushed.</summary>
    public sealed record Leave(string Client, string Operation, string TaskId) : BatchNote;

    /// <summary>To a batch: it is flushed with these tasks, in this order.</summary>
    public sealed record Begin(string BatchId, string Client, string Operation, DateTimeOffset OpenedAt, IReadOnlyList<string> Tasks) : BatchNote;

    /// <summary>To a batch: a task of it has ended. The result is read from beside the task when it leaves.</summary>
    public sealed record End(string BatchId, string TaskId, MemberEnd How) : BatchNote;

    /// <summary>To a batch: the task is part of another one.</summary>
    public sealed record Absent(string BatchId, string TaskId) : BatchNote;
}
