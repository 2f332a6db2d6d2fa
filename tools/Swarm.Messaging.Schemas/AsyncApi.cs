using System.Text.Json.Nodes;
using Swarm.Messaging.Contracts.Bus;

namespace Swarm.Messaging.Schemas;

/// <summary>The queues and exchanges as an AsyncAPI 3.0 document, from the system's point of view: it receives commands and sends events.</summary>
internal static class AsyncApi
{
    private static readonly (string Queue, string Command, string[] Replies)[] Commands =
    [
        (SwarmNames.SubmitTask, "SubmitTask", ["SubmissionAccepted", "CommandRejected", "TaskEnded"]),
        (SwarmNames.SubmitTasks, "SubmitTasks", ["TasksSubmitted", "CommandRejected", "TaskEnded"]),
        (SwarmNames.CancelTask, "CancelTask", ["CommandDone", "CommandRejected"]),
        (SwarmNames.ReplayTask, "ReplayTask", ["CommandDone", "CommandRejected"]),
        (SwarmNames.GetTask, "GetTask", ["TaskDetails", "CommandRejected"]),
        (SwarmNames.GetStatus, "GetStatus", ["StatusReply", "CommandRejected"]),
        (SwarmNames.ScalePool, "ScalePool", ["PoolScaled", "CommandRejected"]),
        (SwarmNames.RestartInstance, "RestartInstance", ["InstanceRestarted", "CommandRejected"]),
        (SwarmNames.RegisterAgent, "RegisterAgent", ["AgentRegistered", "CommandRejected"]),
        (SwarmNames.AgentHeartbeat, "AgentHeartbeat", ["AgentRenewed", "CommandRejected"]),
        (SwarmNames.StartAttempts, "StartAttempts", ["AttemptsStarted", "CommandRejected"]),
        (SwarmNames.DrainAgent, "DrainAgent", ["AgentChanged", "CommandRejected"]),
        (SwarmNames.ResetAgentBreaker, "ResetAgentBreaker", ["AgentChanged", "CommandRejected"]),
        (SwarmNames.DeregisterAgent, "DeregisterAgent", ["AgentChanged", "CommandRejected"]),
        (SwarmNames.UpdateConfiguration, "UpdateConfiguration", ["ConfigurationUpdated", "CommandRejected"]),
        (SwarmNames.ManageSchedules, "ManageSchedules", ["SchedulesManaged", "CommandRejected"]),
        (SwarmNames.ManageWorkers, "ManageWorkers", ["WorkersManaged", "CommandRejected"]),
        (SwarmNames.SubmitWorkflow, "SubmitWorkflow", ["WorkflowAccepted", "CommandRejected"]),
        (SwarmNames.CancelWorkflow, "CancelWorkflow", ["WorkflowChanged", "CommandRejected"]),
        (SwarmNames.PauseWorkflow, "PauseWorkflow", ["WorkflowChanged", "CommandRejected"]),
        (SwarmNames.ResumeWorkflow, "ResumeWorkflow", ["WorkflowChanged", "CommandRejected"]),
        (SwarmNames.RerunFrom, "RerunFrom", ["WorkflowChanged", "CommandRejected"]),
        (SwarmNames.CallWorkflow, "CallWorkflow", ["WorkflowChanged", "CommandRejected"]),
        (SwarmNames.GetWorkflow, "GetWorkflow", ["WorkflowDetails", "CommandRejected"]),
        (SwarmNames.ManageCache, "ManageCache", ["CacheManaged", "CommandRejected"]),
        (SwarmNames.ManageBreakers, "ManageBreakers", ["BreakersManaged", "CommandRejected"]),
        (SwarmNames.SubmitCrmTask, "SubmitCrmTask", ["SubmissionAccepted", "CommandRejected", "TaskEnded"]),
        (SwarmNames.SubmitCrmTasks, "SubmitCrmTasks", ["TasksSubmitted", "CommandRejected", "TaskEnded"]),
        (SwarmNames.ApproveTask, "ApproveTask", ["CommandDone", "CommandRejected"]),
        (SwarmNames.GetBatch, "GetBatch", ["BatchDetails", "CommandRejected"]),
        (SwarmNames.ClearBatch, "ClearBatch", ["BatchCleared", "CommandRejected"]),
        (SwarmNames.RegisterBrowserSession, "RegisterBrowserSession", ["SessionChanged", "CommandRejected"]),
        (SwarmNames.ReleaseBrowserSession, "ReleaseBrowserSession", ["SessionChanged", "CommandRejected"]),
        (SwarmNames.CleanUpSessions, "CleanUpSessions", ["SessionsCleaned"]),
        (SwarmNames.SendSwarmMessage, "SendSwarmMessage", ["SwarmMessageSent", "CommandRejected"]),
        (SwarmNames.BroadcastSwarmMessage, "BroadcastSwarmMessage", ["SwarmMessageSent", "CommandRejected"]),
        (SwarmNames.DistributeSwarmTask, "DistributeSwarmTask", ["SwarmTaskDistributed", "CommandRejected"]),
        (SwarmNames.SetResourcePool, "SetResourcePool", ["ResourcesChanged", "CommandRejected"]),
        (SwarmNames.AllocateResource, "AllocateResource", ["ResourcesChanged", "CommandRejected"]),
        (SwarmNames.ReleaseResource, "ReleaseResource", ["ResourcesChanged", "CommandRejected"]),
        (SwarmNames.ResolveConflict, "ResolveConflict", ["ConflictResolved", "CommandRejected"]),
        (SwarmNames.RegisterSwarm, "RegisterSwarm", ["SwarmChanged", "CommandRejected"]),
        (SwarmNames.UpdateSwarm, "UpdateSwarm", ["SwarmChanged", "CommandRejected"]),
        (SwarmNames.DeregisterSwarm, "DeregisterSwarm", ["SwarmChanged", "CommandRejected"]),
        (SwarmNames.GetSwarm, "GetSwarm", ["SwarmDetails", "CommandRejected"]),
        (SwarmNames.ListSwarms, "ListSwarms", ["SwarmList", "CommandRejected"]),
        (SwarmNames.SaveSwarmState, "SaveSwarmState", ["SwarmStateChanged", "CommandRejected"]),
        (SwarmNames.SnapshotSwarm, "SnapshotSwarm", ["SwarmCopyKept", "CommandRejected"]),
        (SwarmNames.RestoreSwarm, "RestoreSwarm", ["SwarmStateChanged", "CommandRejected"]),
        (SwarmNames.CheckpointSwarm, "CheckpointSwarm", ["SwarmCopyKept", "CommandRejected"]),
        (SwarmNames.RecoverSwarm, "RecoverSwarm", ["SwarmRecoveryResult", "CommandRejected"]),
        (SwarmNames.GetSwarmCheckpoint, "GetSwarmCheckpoint", ["SwarmCheckpointDetails", "CommandRejected"]),
        (SwarmNames.GetSwarmMessages, "GetSwarmMessages", ["SwarmMessageHistory", "CommandRejected"]),
        (SwarmNames.GetSwarmTask, "GetSwarmTask", ["SwarmTaskDistributed", "CommandRejected"]),
        (SwarmNames.SaveBlockingState, "SaveBlockingState", ["BlockingStateChanged", "CommandRejected"]),
        (SwarmNames.GetBlockingState, "GetBlockingState", ["BlockingStateDetails", "CommandRejected"]),
        (SwarmNames.ListBlockingStates, "ListBlockingStates", ["BlockingStateList", "CommandRejected"]),
        (SwarmNames.ClearBlockingState, "ClearBlockingState", ["BlockingStateChanged", "CommandRejected"]),
        (SwarmNames.UpdateSwarmState, "UpdateSwarmState", ["SwarmStateUpdated", "CommandRejected"]),
        (SwarmNames.DiscoverInterruptedSwarms, "DiscoverInterruptedSwarms", ["InterruptedSwarms", "CommandRejected"]),
        (SwarmNames.RecoverInterruptedSwarms, "RecoverInterruptedSwarms", ["InterruptedSwarmsRecovered", "CommandRejected"]),
        (SwarmNames.SyncSwarmHost, "SyncSwarmHost", ["SwarmHostSynced", "CommandRejected"]),
        (SwarmNames.LeaveSwarmHost, "LeaveSwarmHost", ["SwarmHostLeft", "CommandRejected"]),
        (SwarmNames.SetLimit, "SetLimit", ["DispatchLimits", "CommandRejected"]),
        (SwarmNames.PauseDispatch, "PauseDispatch", ["DispatchLimits", "CommandRejected"]),
        (SwarmNames.ResumeDispatch, "ResumeDispatch", ["DispatchLimits", "CommandRejected"]),
        (SwarmNames.SubmitObjective, "SubmitObjective", ["ObjectiveAccepted", "CommandRejected"]),
        (SwarmNames.RunOnAgents, "RunOnAgents", ["ObjectiveAccepted", "CommandRejected"]),
        (SwarmNames.GetObjective, "GetObjective", ["ObjectiveDetails", "CommandRejected"]),
        (SwarmNames.GetLimits, "GetLimits", ["DispatchLimits", "CommandRejected"]),
    ];

    public static JsonObject Document() => new()
    {
        ["asyncapi"] = "3.0.0",
        ["info"] = new JsonObject
        {
            ["title"] = "Swarm.Messaging",
            ["version"] = "1.0.0",
            ["description"] = "Commands as plain JSON (or in MassTransit's envelope) on durable queues, answered to reply_to under the same correlation_id; "
                + "events at least once. An installation with a prefix has it and a dot before every name.",
        },
        ["defaultContentType"] = "application/json",
        ["channels"] = Channels(),
        ["operations"] = Operations(),
        ["components"] = new JsonObject
        {
            ["messages"] = new JsonObject(Messages.All.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Describe(m)))),
        },
    };

    private static JsonObject Channels()
    {
        var channels = new JsonObject();
        foreach (var (queue, command, _) in Commands)
            channels[command] = Channel(queue, null, Queue(queue), [command]);
        channels["Replies"] = Channel(null, "The queue that reply_to names.", null, [.. Messages.Replies.Select(m => m.Name)]);
        var events = Channel("{event}.{client}", "Single events as plain JSON.", Exchange(SwarmNames.Events, "topic"), [.. Messages.Events.Concat(DistributionMessages.Events).Concat(RunnerMessages.Events).Concat(SwarmMessages.Events).Select(m => m.Name)]);
        events["parameters"] = new JsonObject
        {
            ["event"] = new JsonObject { ["description"] = "The event's name, e.g. task.completed." },
            ["client"] = new JsonObject { ["description"] = "The client of the task." },
        };
        channels["Events"] = events;
        channels["TaskEvents"] = Channel(
            SwarmNames.TaskEvents, "Many events in one message, in MassTransit's envelope.", Exchange(SwarmNames.TaskEvents, "fanout"), [Messages.ManyEvents.Name]);
        channels["DistributionEvents"] = Channel(
            SwarmNames.DistributionEvents, "Many events of CRM tasks, batches and sessions in one message, in MassTransit's envelope.",
            Exchange(SwarmNames.DistributionEvents, "fanout"), [DistributionMessages.Many.Name]);
        channels["SwarmEvents"] = Channel(
            SwarmNames.SwarmEvents, "Many events of swarms in one message, in MassTransit's envelope.", Exchange(SwarmNames.SwarmEvents, "fanout"), [SwarmMessages.Many.Name]);
        var target = Channel(SwarmNames.Target + "{targetId}", "What a target has to run, in MassTransit's envelope.", null, [Messages.Execute.Name]);
        target["parameters"] = new JsonObject { ["targetId"] = new JsonObject { ["description"] = "The target's id." } };
        channels["Target"] = target;
        var agent = Channel(SwarmNames.Agent + "{agentId}", "What an agent has to run, in MassTransit's envelope: the message is its field message.", null, [Messages.Execute.Name]);
        agent["parameters"] = new JsonObject { ["agentId"] = new JsonObject { ["description"] = "The agent's id." } };
        channels["Agent"] = agent;
        channels["TaskReports"] = Channel(
            SwarmNames.TaskReports, "What targets say of their attempts, as plain JSON or in MassTransit's envelope.", Queue(SwarmNames.TaskReports), [Messages.Reports.Name]);
        return channels;
    }

    private static JsonObject Operations()
    {
        var operations = new JsonObject();
        foreach (var (_, command, replies) in Commands)
        {
            operations[command] = Operation("receive", command);
            operations[command]!["reply"] = new JsonObject
            {
                ["address"] = new JsonObject { ["location"] = "$message.header#/reply_to" },
                ["channel"] = Reference("#/channels/Replies"),
                ["messages"] = new JsonArray([.. replies.Select(r => Reference($"#/channels/Replies/messages/{r}"))]),
            };
        }

        operations["PublishEvent"] = Operation("send", "Events");
        operations["PublishEvents"] = Operation("send", "TaskEvents");
        operations["PublishDistributionEvents"] = Operation("send", "DistributionEvents");
        operations["Execute"] = Operation("send", "Target");
        operations["ExecuteAtAgent"] = Operation("send", "Agent");
        operations["Report"] = Operation("receive", "TaskReports");
        return operations;
    }

    private static JsonObject Operation(string action, string channel) =>
        new() { ["action"] = action, ["channel"] = Reference($"#/channels/{channel}") };

    private static JsonObject Channel(string? address, string? description, JsonObject? binding, string[] messages)
    {
        var channel = new JsonObject { ["address"] = address };
        if (description is not null)
            channel["description"] = description;
        channel["messages"] = new JsonObject(messages.Select(m => KeyValuePair.Create(m, (JsonNode?)Reference($"#/components/messages/{m}"))));
        if (binding is not null)
            channel["bindings"] = new JsonObject { ["amqp"] = binding };
        return channel;
    }

    private static JsonObject Queue(string name) =>
        new() { ["is"] = "queue", ["queue"] = new JsonObject { ["name"] = name, ["durable"] = true, ["exclusive"] = false, ["autoDelete"] = false } };

    private static JsonObject Exchange(string name, string type) =>
        new() { ["is"] = "routingKey", ["exchange"] = new JsonObject { ["name"] = name, ["type"] = type, ["durable"] = true, ["autoDelete"] = false } };

    private static JsonObject Describe(Message message)
    {
        var description = new JsonObject { ["name"] = message.Name };
        if (XmlDocs.OfType(message.Type) is { } text)
            description["summary"] = text;
        description["payload"] = Reference($"./schemas/{message.FileName}");
        description["examples"] = new JsonArray(new JsonObject { ["payload"] = MessageJson.Of(message.Sample) });
        return description;
    }

    private static JsonObject Reference(string to) => new() { ["$ref"] = to };
}
