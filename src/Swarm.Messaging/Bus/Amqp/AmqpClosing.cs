namespace Swarm.Messaging.Bus.Amqp;

internal static class AmqpClosing
{
    /// <summary>Lets go of a connection or channel that may be broken: what it says about that is of no use to anybody.</summary>
    public static async Task CloseAsync(IAsyncDisposable? broken)
    {
        if (broken is null)
            return;
        try
        {
            await broken.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RabbitMQ.Client.Exceptions.RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It was broken, as expected.
        }
    }
}
