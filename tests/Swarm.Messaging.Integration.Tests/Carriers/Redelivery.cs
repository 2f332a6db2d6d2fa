using MassTransit;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Integration.Tests.Carriers;

/// <summary>Every carrier comes again: once whole, once in two parts, and its second part once more in company of the carrier before.</summary>
internal sealed class Redelivery(IBus bus) : ISendObserver
{
    private readonly Lock gate = new();
    private IReadOnlyList<ExecuteTask> lastTasks = [];
    private readonly Dictionary<string, IReadOnlyList<TaskReport>> lastReports = new(StringComparer.Ordinal);

    public Task PreSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class
    {
        if (context.Headers.TryGetHeader("again", out _))
            return Task.CompletedTask;
        lock (gate)
        {
            switch (context.Message)
            {
                case ExecuteTasks { Tasks.Count: > 0 } carrier:
                    var (tasks, before) = (carrier.Tasks, lastTasks);
                    lastTasks = tasks;
                    return AgainAsync(context, Parts(tasks, before).Select(part => carrier with { Tasks = part, Revoked = [] }));
                case TaskReports { Reports.Count: > 0 } carrier:
                    var (reports, earlier) = (carrier.Reports, lastReports.GetValueOrDefault(carrier.TargetId!, []));
                    lastReports[carrier.TargetId!] = reports;
                    return AgainAsync(context, Parts(reports, earlier).Select(part => carrier with { Reports = part }));
                default:
                    return Task.CompletedTask;
            }
        }
    }

    private static IEnumerable<IReadOnlyList<TItem>> Parts<TItem>(IReadOnlyList<TItem> items, IReadOnlyList<TItem> before)
    {
        var half = items.Count / 2;
        return new List<IReadOnlyList<TItem>> { items, items.Take(half).ToList(), items.Skip(half).Concat(before).ToList() }.Where(p => p.Count > 0);
    }

    private async Task AgainAsync<TMessage>(SendContext context, IEnumerable<TMessage> carriers)
        where TMessage : class
    {
        var endpoint = await bus.GetSendEndpoint(context.DestinationAddress!);
        foreach (var carrier in carriers)
            await endpoint.Send(carrier, Pipe.Execute<SendContext>(c => c.Headers.Set("again", "yes")));
    }
}
