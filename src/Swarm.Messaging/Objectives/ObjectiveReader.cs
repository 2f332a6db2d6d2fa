using System.Text.Json;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Agents.Catalog;
using Swarm.Messaging.Contracts.Objectives;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Objectives;

/// <summary>Commands about objectives out of JSON, judged: what cannot be done is a violation, and so is a field that nobody knows.</summary>
internal static class ObjectiveReader
{
    private const int Shortest = 10;
    private const int Longest = 10_000;
    private const int MostAgents = 50;
    private const int MostTasks = 500;
    private const int MostItems = 10_000;
    private const string OperationRule = "One that agents declare: 1 to 64 characters of a-z 0-9 . _ -";

    /// <summary>Leaves room for what is put before it in the id of the run.</summary>
    private const int LongestId = 80;

    public static SubmitObjective Objective(JsonElement message, ObjectiveOptions options, AgentCatalog catalog, List<Violation> found)
    {
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var command = new SubmitObjective
        {
            ObjectiveId = Id(fields, "objectiveId", found),
            Client = fields.Text("client"),
            Objective = fields.Text("objective"),
            Strategy = fields.OneOf("strategy", Decomposition.Strategies),
            AgentType = Type(fields, catalog),
            AgentsPerStep = fields.Small("agentsPerStep", 1, MostAgents),
            MaxAgents = fields.Small("maxAgents", 1, MostAgents),
            MaxTasks = fields.Small("maxTasks", 1, MostTasks),
            Aggregation = fields.OneOf("aggregation", Aggregation.All),
            TaskTimeoutMs = Timeout(fields, "taskTimeoutMs"),
            Input = fields.Any("input"),
        };
        fields.RefuseUnknown(nameof(SubmitObjective));
        if (command.Objective is not { Length: <= Longest } text || text.Trim().Length < Shortest)
            found.Add(new("objective", command.Objective is null ? null : PayloadRules.Cut(command.Objective), $"{Shortest}..{Longest} characters without the blanks around them, required."));
        var (agents, tasks) = (command.MaxAgents ?? options.MaxAgents, command.MaxTasks ?? options.MaxTasks);
        if (command.AgentsPerStep > agents)
            found.Add(new("agentsPerStep", $"{command.AgentsPerStep}", $"At most maxAgents, {agents}."));
        var steps = command.Strategy is { } known && Decomposition.Strategies.Contains(known) ? Decomposition.Of(known).Count : Decomposition.Of(Decomposition.Auto).Count;
        if (steps * (command.AgentsPerStep ?? 1) > tasks)
            found.Add(new("maxTasks", $"{tasks}", $"It takes {steps} steps of {command.AgentsPerStep ?? 1}: {steps * (command.AgentsPerStep ?? 1)} tasks."));
        return command;
    }

    public static RunOnAgents Run(JsonElement message, AgentCatalog catalog, List<Violation> found)
    {
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var command = new RunOnAgents
        {
            RunId = Id(fields, "runId", found),
            Client = fields.Text("client"),
            Mode = fields.OneOf("mode", RunModes.All),
            Form = fields.OneOf("form", RunForms.All),
            Kind = fields.Text("kind"),
            AgentType = Type(fields, catalog),
            Operation = fields.Text("operation"),
            Operations = fields.Texts("operations"),
            Agents = fields.Small("agents", 1, MostAgents),
            Items = fields.List("items") is { } items ? [.. items.EnumerateArray()] : null,
            Input = fields.Any("input"),
            Aggregation = fields.OneOf("aggregation", Aggregation.All),
            Priority = fields.Small("priority", 1, 5),
            TimeoutAfterMs = Timeout(fields, "timeoutAfterMs"),
        };
        fields.RefuseUnknown(nameof(RunOnAgents));
        CheckForm(command, found);
        return command;
    }

    public static string Get(JsonElement message, List<Violation> found)
    {
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var id = Id(fields, "objectiveId", found);
        fields.RefuseUnknown(nameof(GetObjective));
        if (id is null)
            found.Add(new("objectiveId", null, "Required."));
        return id ?? "";
    }

    private static void CheckForm(RunOnAgents command, List<Violation> found)
    {
        if (command.Kind is { } kind && !AgentRules.IsKind(kind))
            found.Add(new("kind", PayloadRules.Cut(kind), "One that agents declare: 1 to 32 characters of a-z 0-9 _ -, and not code."));
        if (command.Form == RunForms.Workflow)
        {
            foreach (var (i, operation) in (command.Operations ?? []).Take(MostAgents).Index().Where(o => !AgentRules.IsOperation(o.Item)))
                found.Add(new($"operations[{i}]", PayloadRules.Cut(operation), OperationRule));
            if (command.Operations is not { Count: >= 1 and <= MostAgents })
                found.Add(new("operations", command.Operations is null ? null : $"{command.Operations.Count} entries", $"1..{MostAgents} operations in their order."));
            return;
        }

        if (command.Operation is null or "")
            found.Add(new("operation", null, "What each does, required."));
        else if (!AgentRules.IsOperation(command.Operation))
            found.Add(new("operation", PayloadRules.Cut(command.Operation), OperationRule));
        if (command.Form == RunForms.Bulk && command.Items is not { Count: >= 1 and <= MostItems })
            found.Add(new("items", command.Items is null ? null : $"{command.Items.Count} entries", $"Of bulk: 1..{MostItems}."));
    }

    private static string? Id(JsonFields fields, string name, List<Violation> found)
    {
        var id = fields.Text(name);
        CommandRules.CheckId(id, name, required: false, found);
        if (id is { Length: > LongestId })
            found.Add(new(name, PayloadRules.Cut(id), $"At most {LongestId} characters."));
        return id;
    }

    private static long? Timeout(JsonFields fields, string name) => fields.Within(name, 1_000, 86_400_000, ": milliseconds");

    private static string? Type(JsonFields fields, AgentCatalog catalog)
    {
        var type = fields.Text("agentType");
        if (type is not null && catalog.Refusal(type) is { } refusal)
            fields.Refuse("agentType", PayloadRules.Cut(type), refusal, "undefined_type");
        return type;
    }
}
