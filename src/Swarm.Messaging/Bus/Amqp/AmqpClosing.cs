namespace Swarm.Messaging.Bus.Amqp;

internal static class AmqpClosing
{
    /// <summary>Of one that is broken the library may wait for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Lets go of a connection or channel that may be broken: what it says about that is of no use to anybody.</summary>
    public static async Task CloseAsync(IAsyncDisposable? broken)
    {
        if (broken is null)
            return;
        var closing = broken.DisposeAsync().AsTask();
        try
        {
            await closing.WaitAsync(Patience, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Left behind: it holds nothing but itself.
            _ = closing.ContinueWith(static left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
        catch (Exception e) when (e is RabbitMQ.Client.Exceptions.RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It was broken, as expected.
        }
    }
}
