namespace Swarm.Messaging.Cli.Http;

/// <summary>Server-sent events to one listener, until it leaves or the host stops: <c>event:</c> the name, <c>data:</c> the event.</summary>
internal sealed class EventStream
{
    /// <summary>A comment now and then keeps proxies from closing a quiet stream, and tells us of a listener that is gone.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly HttpContext http;
    private readonly TimeProvider time;

    private EventStream(HttpContext http, TimeProvider time, CancellationToken stop) => (this.http, this.time, Stop) = (http, time, stop);

    /// <summary>Cancelled when the listener has left, or the host stops.</summary>
    public CancellationToken Stop { get; }

    public static async Task RunAsync(HttpContext http, TimeProvider time, IHostApplicationLifetime lifetime, Func<EventStream, Task> write)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await write(new EventStream(http, time, either.Token));
        }
        catch (OperationCanceledException)
        {
            // The listener left, or the host stops.
        }
    }

    public async Task WriteAsync<T>(IAsyncEnumerable<T> events, Func<T, string> name, Func<T, string> data)
    {
        await using var listening = events.GetAsyncEnumerator(Stop);
        var next = listening.MoveNextAsync().AsTask(); // listens from here on
        await WriteAsync(": listening\n\n");
        while (true)
        {
            await ((Task)next).WaitAsync(KeepAlive, time, Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!next.IsCompleted)
            {
                Stop.ThrowIfCancellationRequested();
                await WriteAsync(": still here\n\n");
                continue;
            }

            if (!await next)
                return;
            await WriteAsync($"event: {name(listening.Current)}\ndata: {data(listening.Current)}\n\n");
            next = listening.MoveNextAsync().AsTask();
        }
    }

    private async Task WriteAsync(string text)
    {
        await http.Response.WriteAsync(text, Stop);
        await http.Response.Body.FlushAsync(Stop);
    }
}
