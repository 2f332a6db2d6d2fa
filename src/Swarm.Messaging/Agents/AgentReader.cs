using System.Text.Json;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Agents;

/// <summary>Commands of agents out of JSON: every field of a wrong type is a violation, and so is one of a registration that nobody knows.</summary>
internal static class AgentReader
{
    private static readonly string[] OfCapabilities = ["fileTypes", "operations", "specializations"];

    public static RegisterAgent Register(JsonElement json, List<Violation> found)
    {
        var fields = new JsonFields(json, "", found);
        fields.Whole("schemaVersion");
        var capabilities = fields.Object("capabilities");
        var command = new RegisterAgent
        {
            AgentId = fields.Text("agentId"),
            Instance = fields.Text("instance"),
            Type = fields.Text("type"),
            Capabilities = capabilities is null ? null : new AgentCapabilities
            {
                FileTypes = capabilities.Texts("fileTypes"),
                Operations = capabilities.Texts("operations"),
                Specializations = capabilities.Texts("specializations"),
            },
            Kinds = Kinds(fields, found),
            Tags = fields.Texts("tags"),
            Streaming = fields.Flag("streaming"),
            MaxCapacity = fields.Small("maxCapacity"),
            Transport = fields.Text("transport"),
            Name = fields.Text("name"),
            Languages = fields.Texts("languages"),
            Frameworks = fields.Texts("frameworks"),
            Domains = fields.Texts("domains"),
            Tools = fields.Texts("tools"),
            Permissions = fields.Texts("permissions"),
            BulkOperations = fields.Texts("bulkOperations"),
            Workload = fields.Decimal("workload"),
            Health = fields.Decimal("health"),
            Reliability = fields.Decimal("reliability"),
            Quality = fields.Decimal("quality"),
            SuccessRate = fields.Decimal("successRate"),
        };
        // What was left unread would not be what the agent takes: without its lists it takes everything.
        fields.RefuseUnknown(nameof(RegisterAgent), name => OfCapabilities.Contains(name) ? $"it belongs into capabilities: capabilities.{name}" : null);
        capabilities?.RefuseUnknown("capabilities");
        return command;
    }

    public static AgentHeartbeat Heartbeat(JsonElement json, List<Violation> found)
    {
        var fields = new JsonFields(json, "", found);
        return new AgentHeartbeat
        {
            AgentId = fields.Text("agentId"),
            Instance = fields.Text("instance"),
            Tokens = fields.Texts("tokens"),
            Workload = fields.Decimal("workload"),
            Health = fields.Decimal("health"),
            Reliability = fields.Decimal("reliability"),
            Quality = fields.Decimal("quality"),
            SuccessRate = fields.Decimal("successRate"),
        };
    }

    public static StartAttempts Start(JsonElement json, List<Violation> found)
    {
        var fields = new JsonFields(json, "", found);
        return new StartAttempts { AgentId = fields.Text("agentId"), Tokens = fields.Texts("tokens"), Call = fields.Text("call") };
    }

    public static DrainAgent Drain(JsonElement json, List<Violation> found)
    {
        var fields = new JsonFields(json, "", found);
        var command = new DrainAgent { AgentId = fields.Text("agentId"), Instance = fields.Text("instance"), Undo = fields.Flag("undo"), Leaving = fields.Flag("leaving"), Reason = fields.Text("reason") };
        fields.Whole("schemaVersion");
        fields.RefuseUnknown(nameof(DrainAgent));
        return command;
    }

    public static ResetAgentBreaker ResetBreaker(JsonElement json, List<Violation> found)
    {
        var fields = new JsonFields(json, "", found);
        var command = new ResetAgentBreaker { AgentId = fields.Text("agentId") };
        fields.Whole("schemaVersion");
        fields.RefuseUnknown(nameof(ResetAgentBreaker));
        return command;
    }

    public static DeregisterAgent Deregister(JsonElement json, List<Violation> found)
    {
        var fields = new JsonFields(json, "", found);
        var command = new DeregisterAgent { AgentId = fields.Text("agentId"), Instance = fields.Text("instance"), Reason = fields.Text("reason") };
        fields.Whole("schemaVersion");
        fields.RefuseUnknown(nameof(DeregisterAgent));
        return command;
    }

    private static List<AgentKind>? Kinds(JsonFields fields, List<Violation> found)
    {
        if (fields.List("kinds") is not { } list)
            return null;
        var kinds = new List<AgentKind>();
        foreach (var (i, json) in list.EnumerateArray().Index())
        {
            if (json.ValueKind != JsonValueKind.Object)
            {
                found.Add(new($"kinds[{i}]", PayloadRules.Show(json), "An object with kind and operations."));
                continue;
            }

            var kind = new JsonFields(json, $"kinds[{i}].", found);
            kinds.Add(new AgentKind(kind.Text("kind"), kind.Texts("operations")));
            kind.RefuseUnknown("An entry of kinds");
        }

        return kinds;
    }
}
