using System.Text.Json;
using System.Text.RegularExpressions;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Operations;

/// <summary>CRM tasks out of JSON: every field that is wrong is a violation, and so is an unknown one: without what it was to say a task would run at once, anywhere, twice or as nobody's.</summary>
internal static partial class CrmReader
{
    private const int MaxDependencies = 100;
    private const int MaxNames = 16;
    private const int LongestName = 256;
    private const int LongestDescription = 4_000;

    /// <summary>No approval is called so: all that are open are meant, and nobody means them by a slip.</summary>
    private const string EveryApproval = "*";

    private static readonly Dictionary<string, IReadOnlyList<string>> Within = new() { ["constraints"] = Names<CrmConstraints>(), ["requirements"] = Names<CrmRequirements>() };

    public static (SubmitCrmTask Task, CrmTaskId Id, IReadOnlyList<string> Warnings) Task(JsonElement json, string path, List<Violation> found)
    {
        var fields = new JsonFields(json, path, found);
        CommandReader.CheckVersion(fields, path, found);
        var (needs, limits) = (fields.Object("requirements"), fields.Object("constraints"));
        var id = Id(fields.Any("id"), path, found);
        var task = new SubmitCrmTask
        {
            Operation = fields.Text("operation"),
            ClientId = fields.Text("clientId"),
            Type = fields.Text("type"),
            Name = fields.Text("name"),
            Description = fields.Text("description"),
            Priority = fields.Text("priority"),
            Requirements = needs is null ? null : Requirements(needs),
            Constraints = limits is null ? null : Constraints(limits),
            Input = fields.AnyOnce("input"),
            IdempotencyKey = fields.Text("idempotencyKey"),
            DeadlineMs = fields.Whole("deadlineMs"),
            NotifyEnd = fields.Flag("notifyEnd"),
        };
        fields.RefuseUnknown(nameof(SubmitCrmTask), Elsewhere);
        needs?.RefuseUnknown("requirements", Elsewhere);
        limits?.RefuseUnknown("constraints", Elsewhere);
        Check(task, id, path, found);
        // Without an operation whoever takes it says so.
        var rank = task.Operation is null ? [] : Priorities.Warnings(task.Priority, "the operation's was taken");
        return (task, id, rank);
    }

    public static ApproveTask Approve(JsonElement json, List<Violation> found)
    {
        var fields = new JsonFields(json, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var command = new ApproveTask { TaskId = fields.Text("taskId"), Approval = fields.Text("approval"), By = fields.Text("by") };
        fields.RefuseUnknown(nameof(ApproveTask));
        CommandRules.CheckId(command.TaskId, "taskId", required: true, found, reserved: false, made: true);
        if (command.Approval is null && !found.Any(v => v.Field == "approval"))
            found.Add(new("approval", null, $"The name of the approval, or {EveryApproval} for all that are open; required."));
        else if (command.Approval is { } approval && approval != EveryApproval && !Approval().IsMatch(approval))
            found.Add(new("approval", PayloadRules.Cut(approval), $"1 to 64 characters of A-Z a-z 0-9 . _ -, or {EveryApproval} for all that are open."));
        if (command.By is { Length: > 128 } by)
            found.Add(new("by", PayloadRules.Cut(by), "At most 128 characters."));
        else
            CommandRules.CheckPrintable(command.By, "by", found);
        return command.Approval == EveryApproval ? command with { Approval = null } : command;
    }

    /// <summary>A text is the id itself.</summary>
    private static CrmTaskId Id(JsonElement? json, string path, List<Violation> found)
    {
        switch (json)
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return new(null);
            case { ValueKind: JsonValueKind.String } text:
                return new(text.GetString());
            case { ValueKind: JsonValueKind.Object } given:
                var fields = new JsonFields(given, $"{path}id.", found);
                var id = new CrmTaskId(fields.Text("id"), fields.Text("swarmId"), fields.Whole("sequence"), fields.Small("priority"));
                if (id.Priority is < 1 or > 5)
                    found.Add(new($"{path}id.priority", $"{id.Priority}", "1 (critical) to 5 (background)."));
                if (id.SwarmId is { Length: > 128 } swarm)
                    found.Add(new($"{path}id.swarmId", PayloadRules.Cut(swarm), "At most 128 characters."));
                // A task whose id is misspelt would be another each time that it is submitted.
                fields.RefuseUnknown("id");
                return id;
            case { } other:
                found.Add(new($"{path}id", PayloadRules.Show(other), "A text, or an object with id, swarmId, sequence and priority."));
                return new(null);
        }
    }

    // Of ordinary tasks it is called so, and in what the CLI takes and shows.
    private static string? Elsewhere(string name) => name == "client" ? "did you mean clientId?" : Within.FirstOrDefault(o => o.Value.Contains(name)).Key is { } place ? $"did you mean {place}.{name}?" : null;

    private static string[] Names<T>() => [.. typeof(T).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))];

    private static CrmRequirements Requirements(JsonFields fields) => new()
    {
        AgentType = fields.Text("agentType"),
        Capabilities = fields.Texts("capabilities"),
        Tools = fields.Texts("tools"),
        Permissions = fields.Texts("permissions"),
        EstimatedDuration = fields.Whole("estimatedDuration"),
        MaxDuration = fields.Whole("maxDuration"),
        MemoryRequired = fields.Small("memoryRequired"),
    };

    private static CrmConstraints Constraints(JsonFields fields) => new()
    {
        Dependencies = fields.Texts("dependencies"),
        MaxRetries = fields.Small("maxRetries"),
        TimeoutAfter = fields.Whole("timeoutAfter"),
        RequiredApprovals = fields.Texts("requiredApprovals"),
    };

    private static void Check(SubmitCrmTask task, CrmTaskId id, string path, List<Violation> found)
    {
        if (task.Operation is null && task.Type is { } type && !CrmCatalog.TaskTypes.Contains(type))
            found.Add(new($"{path}type", PayloadRules.Cut(type), $"One of {string.Join(", ", CrmCatalog.TaskTypes)}."));
        if (task.Name is { Length: > LongestName } name)
            found.Add(new($"{path}name", PayloadRules.Cut(name), $"At most {LongestName} characters."));
        else
            CommandRules.CheckPrintable(task.Name, $"{path}name", found);
        if (task.Description is { Length: > LongestDescription } text)
            found.Add(new($"{path}description", PayloadRules.Cut(text), $"At most {LongestDescription} characters."));
        if (task.Input is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) } input)
            found.Add(new($"{path}input", PayloadRules.Show(input), "An object."));
        if (task.Requirements is { } needs)
        {
            if (needs.MaxDuration is < 1 or > SubmissionRules.MaxTimeoutMs)
                found.Add(new($"{path}requirements.maxDuration", $"{needs.MaxDuration}", $"A whole number of milliseconds from 1 to {SubmissionRules.MaxTimeoutMs}."));
            if (needs.EstimatedDuration is < 0)
                found.Add(new($"{path}requirements.estimatedDuration", $"{needs.EstimatedDuration}", "A whole number of milliseconds from 0."));
            if (needs.MemoryRequired is < 0)
                found.Add(new($"{path}requirements.memoryRequired", $"{needs.MemoryRequired}", "A whole number from 0."));
            AgentSkillRules.CheckEntries(needs.AgentType is { } sort ? [sort] : null, $"{path}requirements.agentType", found, 1);
            AgentSkillRules.CheckEntries(needs.Capabilities, $"{path}requirements.capabilities", found, MaxNames);
            AgentSkillRules.CheckEntries(needs.Tools, $"{path}requirements.tools", found, MaxNames);
            AgentSkillRules.CheckEntries(needs.Permissions, $"{path}requirements.permissions", found, MaxNames);
        }

        if (task.Constraints is { } limits)
            Check(limits, id, path, found);
    }

    private static void Check(CrmConstraints limits, CrmTaskId id, string path, List<Violation> found)
    {
        if (limits.MaxRetries is < 0 or > 99)
            found.Add(new($"{path}constraints.maxRetries", $"{limits.MaxRetries}", "0 to 99: executions after the first."));
        if (limits.Dependencies is { Count: > MaxDependencies } many)
            found.Add(new($"{path}constraints.dependencies", $"{many.Count} entries", $"At most {MaxDependencies} entries."));
        foreach (var (i, task) in (limits.Dependencies ?? []).Take(MaxDependencies).Index())
        {
            CommandRules.CheckId(task, $"{path}constraints.dependencies[{i}]", required: true, found, reserved: false, made: true);
            if (task == id.Id)
                found.Add(new($"{path}constraints.dependencies[{i}]", task, "Another task: it would wait for itself."));
        }

        if (limits.RequiredApprovals is { Count: > MaxNames } approvals)
            found.Add(new($"{path}constraints.requiredApprovals", $"{approvals.Count} entries", $"At most {MaxNames} entries."));
        foreach (var (i, name) in (limits.RequiredApprovals ?? []).Take(MaxNames).Index())
        {
            if (!Approval().IsMatch(name))
                found.Add(new($"{path}constraints.requiredApprovals[{i}]", PayloadRules.Cut(name), "1 to 64 characters of A-Z a-z 0-9 . _ -"));
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Approval();
}
