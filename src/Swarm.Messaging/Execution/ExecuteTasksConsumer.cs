using MassTransit;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Execution;

/// <summary>
/// Hands attempts to the target they are for. Acknowledged at once: an attempt lost with this process is sent again, or placed
/// elsewhere when its lease expires.
/// </summary>
internal sealed partial class ExecuteTasksConsumer(LocalTargets targets, ILogger<ExecuteTasksConsumer> log) : IConsumer<ExecuteTasks>
{
    public Task Consume(ConsumeContext<ExecuteTasks> context)
    {
        if (targets.Find(context.Message.TargetId) is { } target)
            target.Accept(context.Message);
        else
            NotOurs(context.Message.TargetId, context.Message.Tasks.Count);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} attempts came for the target {TargetId}, which is not one of this host: their leases will expire")]
    private partial void NotOurs(string targetId, int count);
}
