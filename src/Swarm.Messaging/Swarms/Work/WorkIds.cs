namespace Swarm.Messaging.Swarms.Work;

/// <summary>A task's assignments as ids of task sagas: the first has the task's own id, each later one an id of its own. Pure.</summary>
internal static class WorkIds
{
    private const string Separator = "..";

    public static bool MayBe(string taskId) => !taskId.Contains(Separator, StringComparison.Ordinal);

    public static string Saga(string taskId, long assignment) => assignment == 1 ? taskId : $"{taskId}{Separator}{assignment}";

    public static (string TaskId, long Assignment) Read(string sagaId)
    {
        var at = sagaId.LastIndexOf(Separator, StringComparison.Ordinal);
        return at > 0 && long.TryParse(sagaId.AsSpan(at + Separator.Length), out var assignment) ? (sagaId[..at], assignment) : (sagaId, 1);
    }
}
