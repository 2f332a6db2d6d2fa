using System.Buffers;
using MassTransit;

namespace Swarm.Messaging.Sagas.Repository;

/// <summary>Finds the saga that a message is for. Keys are made of the id, so it is checked here: no rule stood before this path.</summary>
internal static class SagaIdIn
{
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static string Message<TSaga, T>(SagaDefinition<TSaga> definition, ConsumeContext<T> context)
        where TSaga : class, IStoredSagaInstance
        where T : class
    {
        var id = definition.IdOf(context.Message) ?? definition.IdOf(context.CorrelationId ?? throw new InvalidOperationException(
            $"The message {context.MessageId} ({typeof(T).Name}) names no saga of type {definition.Type}: it has neither an id nor a correlation id."));
        if (id.Length is 0 or > MaxLength || id.AsSpan().ContainsAnyExcept(Allowed))
            throw new ArgumentException(
                $"The message {context.MessageId} ({typeof(T).Name}) names a saga by '{(id.Length > MaxLength ? id[..MaxLength] + "..." : id)}'. "
                + $"An id has 1 to {MaxLength} characters of A-Z a-z 0-9 . _ -, so there can be no such saga.");
        return id;
    }
}
