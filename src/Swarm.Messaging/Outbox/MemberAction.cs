namespace Swarm.Messaging.Outbox;

/// <summary>What becomes of tasks of a batch.</summary>
internal enum MemberAction
{
    /// <summary>Each enters the queue.</summary>
    Release,

    /// <summary>They are given to an agent as one task.</summary>
    Bulk,

    /// <summary>The one task has ended: each gets its part of the answer, and enters the queue when there is none for it.</summary>
    Items,

    /// <summary>Nothing was heard of them for a while.</summary>
    Ask,
}
