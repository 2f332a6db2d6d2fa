using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>Whether tasks of a batch can be one task. Pure.</summary>
internal static class BulkFit
{
    private const string Location = FlowKeyNames.Location + ":";

    /// <summary>One agent does all of them in one call, so they must ask for the same, and what holds one of them back must hold back all.</summary>
    /// <param name="tasks">At least one.</param>
    /// <returns>Why they cannot; null: they can.</returns>
    public static string? Against(IReadOnlyList<TaskSaga> tasks)
    {
        if (tasks.FirstOrDefault(t => !Tags(t).SetEquals(Tags(tasks[0]))) is { } other)
            return $"{tasks[0].Id} asks for {Shown(Tags(tasks[0]))}, {other.Id} for {Shown(Tags(other))}";
        string?[] locations = [.. tasks.Select(LocationOf).Distinct(StringComparer.Ordinal)];
        if (locations.Length > 1)
            return $"they are of {locations.Length} locations, {locations[0] ?? "none"} and {locations[1] ?? "none"} among them";
        var keys = tasks.SelectMany(KeysOf).Distinct(StringComparer.Ordinal).Count();
        return keys > CrmLimitKeys.Most ? $"together they count for {keys} limits, and one task for at most {CrmLimitKeys.Most}" : null;
    }

    private static HashSet<string> Tags(TaskSaga task) => [.. task.Tags ?? []];

    private static string? LocationOf(TaskSaga task) => task.Course?.Flow.FirstOrDefault(key => key.StartsWith(Location, StringComparison.Ordinal));

    private static IEnumerable<string> KeysOf(TaskSaga task) => (task.Course?.Flow ?? []).Where(key => !key.StartsWith(Location, StringComparison.Ordinal));

    private static string Shown(IReadOnlyCollection<string> tags) => tags.Count == 0 ? "nothing" : string.Join(" and ", tags.Order(StringComparer.Ordinal));
}
