using System.Globalization;
using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>Plans how a swarm goes on from what is known of it. Pure.</summary>
internal static class RecoveryPlanner
{
    public const string InProgress = "in_progress";
    public const string Pending = "pending";
    public const string Completed = "completed";

    private static readonly TimeSpan PerTask = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(300);

    /// <param name="state">An object; its <c>tasks</c> with their <c>status</c>, and its <c>agents</c>, count.</param>
    /// <param name="age">How long ago it was saved.</param>
    public static RecoveryPlan Plan(JsonElement state, TimeSpan age)
    {
        var tasks = List(state, "tasks").Select(StatusOf).ToList();
        var (completed, running, pending) = (tasks.Count(s => s == Completed), tasks.Count(s => s == InProgress), tasks.Count(s => s == Pending));
        return new RecoveryPlan
        {
            ResumeFrom = running > 0 ? InProgress : Pending,
            CompletedTasks = completed,
            InProgressTasks = running,
            PendingTasks = pending,
            Progress = tasks.Count == 0 ? 0 : Math.Round((decimal)completed / tasks.Count, 2),
            NextActions =
            [
                .. running > 0 ? ["Resume in-progress tasks"] : Array.Empty<string>(),
                .. pending > 0 ? ["Process pending tasks"] : Array.Empty<string>(),
                "Re-establish agent communication",
                "Verify system state",
            ],
            EstimatedTime = Words((tasks.Count - completed) * PerTask),
            Confidence = Math.Min(0.95m, 0.5m + (age < Fresh ? 0.3m : age < Recent ? 0.2m : 0) + (tasks.Count > 0 ? 0.1m : 0) + (List(state, "agents").Any() ? 0.1m : 0)),
        };
    }

    private static string Words(TimeSpan time) => time.TotalSeconds < 60 ? $"{time.TotalSeconds:0} seconds"
        : time.TotalSeconds < 3_600 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalMinutes, MidpointRounding.AwayFromZero):0} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalHours, MidpointRounding.AwayFromZero):0} hours");

    public static IEnumerable<JsonElement> List(JsonElement state, string name) =>
        state.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    public static string? StatusOf(JsonElement task) =>
        task.ValueKind == JsonValueKind.Object && task.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String ? status.GetString() : null;
}
