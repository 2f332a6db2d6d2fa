using System.Text.Json;
using Swarm.Messaging.Contracts.Status;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Wasm;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Intake;

/// <summary>Commands out of JSON: every field of a wrong type is a violation, and so is an unknown one, except of a new task: of that it is a warning.</summary>
internal static class CommandReader
{
    /// <summary>Of commands, as it stands in their contracts.</summary>
    private const int Version = 1;

    public static (SubmitTask Command, IReadOnlyList<string> Warnings) SubmitTask(JsonElement json, string path, List<Violation> found)
    {
        var fields = new JsonFields(json, path, found);
        CheckVersion(fields, path, found);
        var retry = fields.Object("retry");
        var command = new SubmitTask
        {
            TaskId = fields.Text("taskId"),
            IdempotencyKey = fields.Text("idempotencyKey"),
            Client = fields.Text("client"),
            Kind = fields.Text("kind"),
            Operation = fields.Text("operation"),
            Type = fields.Text("type"),
            Payload = fields.Any("payload"),
            Rank = fields.Small("rank"),
            Priority = fields.Text("priority"),
            Requires = fields.Texts("requires"),
            Retry = retry is null ? null : new RetrySettings { Preset = retry.Text("preset"), MaxAttempts = retry.Small("maxAttempts") },
            TimeoutMs = fields.Whole("timeoutMs"),
            DeadlineMs = fields.Whole("deadlineMs"),
            Labels = fields.Map("labels"),
            NotifyEnd = fields.Flag("notifyEnd"),
        };
        return (command, [.. fields.Unknown(), .. retry?.Unknown() ?? []]);
    }

    public static CancelTask CancelTask(JsonElement json, List<Violation> found)
    {
        var fields = Fields(json, found);
        var command = new CancelTask { TaskId = fields.Text("taskId"), Reason = fields.Text("reason") };
        fields.RefuseUnknown(nameof(CancelTask));
        return command;
    }

    public static ReplayTask ReplayTask(JsonElement json, List<Violation> found)
    {
        var fields = Fields(json, found);
        var command = new ReplayTask { TaskId = fields.Text("taskId"), Reason = fields.Text("reason") };
        fields.RefuseUnknown(nameof(ReplayTask));
        return command;
    }

    public static GetTask GetTask(JsonElement json, List<Violation> found)
    {
        var fields = Fields(json, found);
        var command = new GetTask { TaskId = fields.Text("taskId"), IncludePayload = fields.Flag("includePayload") };
        fields.RefuseUnknown(nameof(GetTask));
        return command;
    }

    /// <param name="more">Reads what one way in has beside the command's own fields.</param>
    public static ScalePool ScalePool(JsonElement json, List<Violation> found, Action<JsonFields>? more = null)
    {
        var fields = Fields(json, found);
        var command = new ScalePool { HostId = fields.Text("hostId"), Min = fields.Small("min"), Max = fields.Small("max"), Size = fields.Small("size") };
        more?.Invoke(fields);
        fields.RefuseUnknown(nameof(ScalePool));
        return command;
    }

    public static RestartInstance RestartInstance(JsonElement json, List<Violation> found)
    {
        var fields = Fields(json, found);
        var command = new RestartInstance { InstanceId = fields.Text("instanceId"), Reason = fields.Text("reason") };
        fields.RefuseUnknown(nameof(RestartInstance));
        return command;
    }

    public static GetStatus GetStatus(JsonElement json, List<Violation> found)
    {
        var fields = Fields(json, found);
        var command = new GetStatus { Area = fields.Text("area") };
        fields.RefuseUnknown(nameof(GetStatus));
        return command;
    }

    /// <summary>What a later version means by its fields nobody here can know: a guess could do the wrong thing and say that it was done.</summary>
    public static void CheckVersion(JsonFields fields, string path, List<Violation> found)
    {
        if (fields.Whole("schemaVersion") is { } version and not Version)
        {
            found.Add(version > Version
                ? new($"{path}schemaVersion", $"{version}", $"This host knows commands up to version {Version}: upgrade it, or send them in that form.", "newer_schema")
                : new($"{path}schemaVersion", $"{version}", $"{Version}, or left out."));
        }
    }

    private static JsonFields Fields(JsonElement json, List<Violation> found)
    {
        var fields = new JsonFields(json, "", found);
        CheckVersion(fields, "", found);
        return fields;
    }
}
