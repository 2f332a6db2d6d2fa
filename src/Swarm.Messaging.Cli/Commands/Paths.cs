using System.Globalization;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Paths of the HTTP API.</summary>
internal static class Paths
{
    public const string Tasks = "api/tasks";
    public const string Bulk = "api/tasks/bulk";
    public const string DeadLetters = "api/dead-letters";
    public const string Rejected = "api/rejected";
    public const string Status = "api/status";
    public const string Alerts = "api/alerts";
    public const string Events = "api/events";
    public const string Modules = "api/modules";
    public const string Agents = "api/agents";

    public const string AgentTypes = "api/agent-types";
    public const string Pool = "api/pool";
    public const string PoolScale = "api/pool/scale";

    public static string Restart(string instanceId) => $"{Pool}/instances/{Segment(instanceId)}/restart";

    public const string Config = "api/config";
    public const string Shutdown = "api/shutdown";
    public const string Workers = "api/workers";
    public const string Breakers = "api/breakers";
    public const string Connections = "api/connections";
    public const string Limits = "api/limits";
    public const string Objectives = "api/objectives";
    public const string AgentRuns = "api/agent-runs";
    public const string PauseDispatch = "api/limits/pause";
    public const string ResumeDispatch = "api/limits/resume";
    public const string Cache = "api/cache";
    public const string Workflows = "api/workflows";

    public const string Memory = "api/memory";
    public const string CrmTasks = "api/crm/tasks";
    public const string CrmBulk = "api/crm/tasks/bulk";
    public const string CrmOperations = "api/crm/operations";
    public const string Batches = "api/batches";
    public const string Sessions = "api/sessions";
    public const string SwarmMessages = "api/swarm-messages";
    public const string SwarmTasks = "api/swarm-tasks";
    public const string Conflicts = "api/conflicts";
    public const string Resources = "api/resources";

    public static string Resource(string type, string? verb = null) => $"{Resources}/{Segment(type)}{(verb is null ? "" : $"/{verb}")}";

    public static string MessageHistory(string channel) => $"{SwarmMessages}/history/{Segment(channel)}";

    public static string SwarmTask(string id) => $"{SwarmTasks}/{Segment(id)}";

    public static string Approve(string id) => $"{CrmTasks}/{Segment(id)}/approve";

    public static string Batch(string id) => $"{Batches}/{Segment(id)}";

    public static string Session(string id) => $"{Sessions}/{Segment(id)}";

    public static string AgentAssignments(string id) => $"api/crm/agents/{Segment(id)}/assignments";
    public const string Schedules = "api/schedules";

    public static string Schedule(string id, string? verb = null) => $"{Schedules}/{Segment(id)}{(verb is null ? "" : $"/{verb}")}";

    public static string Workflow(string id, params IEnumerable<(string Name, object? Value)> query) => With($"{Workflows}/{Segment(id)}", query);

    public static string Task(string id, params IEnumerable<(string Name, object? Value)> query) => With($"{Tasks}/{Segment(id)}", query);

    public static string Explain(string id) => $"{Tasks}/{Segment(id)}/explain";

    public static string Cancel(string id) => $"{Tasks}/{Segment(id)}/cancel";

    public static string DeadLetter(string id) => $"{DeadLetters}/{Segment(id)}";

    public static string Module(string name, params IEnumerable<(string Name, object? Value)> query) => With($"{Modules}/{Segment(name)}", query);

    public static string Agent(string id, string? verb = null) => $"{Agents}/{Segment(id)}{(verb is null ? "" : $"/{verb}")}";
    public static string ConfigSection(string section) => $"{Config}/{Segment(section)}";

    /// <summary>The path with those of the parameters that have a value.</summary>
    public static string With(string path, params IEnumerable<(string Name, object? Value)> query)
    {
        var given = query.Where(q => q.Value is not null)
            .Select(q => $"{q.Name}={Uri.EscapeDataString(Convert.ToString(q.Value, CultureInfo.InvariantCulture)!)}")
            .ToList();
        return given.Count == 0 ? path : $"{path}?{string.Join('&', given)}";
    }

    // A dot segment would be folded away and name another resource.
    public static string Segment(string id) => id is "." or ".." ? id.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(id);
}
