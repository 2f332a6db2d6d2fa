using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>Which task an event is for, as far as the event itself says.</summary>
internal static class TaskIds
{
    private static readonly Guid Namespace = new("a5e1b8a2-5d0c-4a7e-9a43-0f6f6b1c7d10");

    public static Guid Correlation(string taskId) => NameGuid.Create(Namespace, $"{TaskDefinition.TypeName}:{taskId}");

    /// <summary>Null for timers, which only the task's own commit sets and only items raise.</summary>
    public static string? Of(object sagaEvent) => sagaEvent switch
    {
        CancelTask cancel => cancel.TaskId,
        TaskSubmission submission => submission.Order.TaskId,
        TaskWithheld withheld => withheld.TaskId,
        RunPaused paused => paused.TaskId,
        RunResumed resumed => resumed.TaskId,
        RunLeft left => left.TaskId,
        ApproveTask approve => approve.TaskId,
        TaskReleased released => released.TaskId,
        TaskEnlisted enlisted => enlisted.TaskId,
        ItemEnded item => item.TaskId,
        DependentJoined dependent => dependent.TaskId,
        DependencyEnded dependency => dependency.TaskId,
        TaskReplay replay => replay.Command.TaskId,
        SlotGranted granted => granted.Attempt.TaskId,
        ILeaseBearer bearer when AttemptId.TryParse(bearer.Token, out var attempt) => attempt.Value.TaskId,
        _ => null,
    };
}
