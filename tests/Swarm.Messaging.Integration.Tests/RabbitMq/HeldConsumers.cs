using MassTransit;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>Keeps a host from taking attempts off its queue, until released.</summary>
internal sealed class HeldConsumers : IConsumeObserver
{
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => gate.TrySetResult();

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => typeof(T) == typeof(ExecuteTasks) ? gate.Task : Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
