using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;

namespace Swarm.Messaging.Sagas.Repository;

/// <summary>
/// What MassTransit's saga pipeline does with a saga, noted for the commit that follows when the pipeline has ended: were it made
/// here, a store that does not answer would look like a saga that threw.
/// </summary>
internal sealed class RepositoryContext<TSaga, T>(
    ConsumeContext<T> context, RepositoryTry<TSaga> @try, ISagaConsumeContextFactory<RepositoryTry<TSaga>, TSaga> contexts)
    : ConsumeContextScope<T>(context, @try.Effects), SagaRepositoryContext<TSaga, T>
    where TSaga : class, IStoredSagaInstance
    where T : class
{
    public Task<SagaConsumeContext<TSaga, T>> Add(TSaga instance) =>
        CreateSagaConsumeContext(this, @try.Begin(instance), SagaConsumeContextMode.Add);

    /// <summary>The commit checks that it is new; one that is there already is loaded.</summary>
    public async Task<SagaConsumeContext<TSaga, T>> Insert(TSaga instance) => @try.Loaded is null
        ? await CreateSagaConsumeContext(this, @try.Begin(instance), SagaConsumeContextMode.Insert).ConfigureAwait(false)
        : null!;

    public async Task<SagaConsumeContext<TSaga, T>> Load(Guid correlationId) => @try.Loaded is { } saga
        ? await CreateSagaConsumeContext(this, saga, SagaConsumeContextMode.Load).ConfigureAwait(false)
        : null!;

    public Task Save(SagaConsumeContext<TSaga> context) => Keep(context.Saga, false);

    public Task Update(SagaConsumeContext<TSaga> context) => Keep(context.Saga, false);

    /// <summary>Finalised: it stays as a tombstone.</summary>
    public Task Delete(SagaConsumeContext<TSaga> context) => Keep(context.Saga, true);

    /// <summary>Finalised by its first message, or thrown by it: then the exception goes on, and nothing is committed.</summary>
    public Task Discard(SagaConsumeContext<TSaga> context) =>
        context.IsCompleted ? Keep(context.Saga, true) : Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task<SagaConsumeContext<TSaga, TMessage>> CreateSagaConsumeContext<TMessage>(
        ConsumeContext<TMessage> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where TMessage : class => contexts.CreateSagaConsumeContext(@try, consumeContext, instance, mode);

    private Task Keep(TSaga saga, bool finalised)
    {
        @try.Keep(saga, finalised);
        return Task.CompletedTask;
    }
}
