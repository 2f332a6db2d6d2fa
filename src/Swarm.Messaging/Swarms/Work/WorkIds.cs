using System.Globalization;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>
/// A task's assignments as ids of task sagas: the first has the task's own id, each later one an id that the system makes of it and no caller may choose. Pure.
/// </summary>
internal static class WorkIds
{
    public static string Saga(string taskId, long assignment) => assignment == 1 ? taskId : $"{taskId}{CommandRules.Joint}{assignment}";

    /// <summary>
    /// Id of a message about an assignment: the same however often it is told, another than any that a swarm may choose, and another than those of the next task that has the id.
    /// </summary>
    /// <param name="what">That it tells.</param>
    public static string Message(SwarmTaskRecord task, long assignment, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{task.Order.TaskId}{CommandRules.Joint}{assignment}{CommandRules.Joint}{task.Sequence}{CommandRules.Joint}{what}");

    public static (string TaskId, long Assignment) Read(string sagaId)
    {
        var at = sagaId.LastIndexOf(CommandRules.Joint);
        return at > 0 && long.TryParse(sagaId.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var assignment) ? (sagaId[..at], assignment) : (sagaId, 1);
    }
}
