namespace Swarm.Messaging.Tests.Distribution.Batching;

/// <param name="Number">Chooses among what there is.</param>
internal readonly record struct BatchStep(BatchStepKind Kind, int Number);

internal enum BatchStepKind
{
    /// <summary>One more task is to be collected.</summary>
    Submit,

    /// <summary>A task that is not in a queue yet asks to be collected once more.</summary>
    JoinAgain,

    /// <summary>Something on its way comes to its saga.</summary>
    Deliver,

    /// <summary>It comes, and is on its way once more.</summary>
    DeliverTwice,

    /// <summary>It comes, and the host dies before the commit.</summary>
    Crash,

    /// <summary>The window's time is over.</summary>
    WindowDue,

    /// <summary>A batch asks after its tasks.</summary>
    Ask,

    /// <summary>A task in the queue ends.</summary>
    End,

    /// <summary>A task is cancelled, wherever it is.</summary>
    Cancel,
}
