using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Swarm.Messaging.Cli.Fleet;

/// <summary>
/// The network between one process and one server: passes bytes on, unless it is stalled (connections stay, nothing comes through, and what was on
/// the way comes when it heals: packets that are lost and sent again) or cut (connections break, new ones are refused).
/// </summary>
internal sealed class CuttableLink : IAsyncDisposable
{
    private static readonly TaskCompletionSource Open = Opened();

    private readonly TcpListener listener;
    private readonly ConcurrentDictionary<TcpClient, bool> connections = new();
    private readonly CancellationTokenSource stop = new();
    private readonly int target;
    private readonly Task accepting;
    private volatile TaskCompletionSource gate = Open;
    private volatile bool cut;

    /// <param name="near">Where it listens.</param>
    /// <param name="target">Port of the server on this machine.</param>
    public CuttableLink(IPAddress near, int target)
    {
        this.target = target;
        listener = new TcpListener(near, 0);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where the process finds the server.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Stall() => gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Cut()
    {
        cut = true;
        foreach (var connection in connections.Keys)
            connection.Close();
    }

    public void Heal()
    {
        cut = false;
        var held = gate;
        gate = Open;
        held.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        Heal();
        listener.Dispose();
        await accepting.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new ConcurrentDictionary<Task, bool>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token).ConfigureAwait(false);
                var served = ServeAsync(client);
                serving[served] = true;
                _ = served.ContinueWith(t => serving.TryRemove(t, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(serving.Keys).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var ours = client;
        using var server = new TcpClient();
        try
        {
            await gate.Task.WaitAsync(stop.Token).ConfigureAwait(false);
            if (cut)
                return;
            (client.NoDelay, server.NoDelay) = (true, true);
            await server.ConnectAsync(IPAddress.Loopback, target, stop.Token).ConfigureAwait(false);
            (connections[client], connections[server]) = (true, true);
            if (cut)
                return;
            var (up, down) = (PassAsync(client, server), PassAsync(server, client));
            await Task.WhenAny(up, down).ConfigureAwait(false);
            client.Close();
            server.Close();
            await Task.WhenAll(up, down).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The server is away, or the link was cut meanwhile.
        }
        finally
        {
            connections.TryRemove(client, out _);
            connections.TryRemove(server, out _);
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[64 * 1_024];
        try
        {
            var (source, sink) = (from.GetStream(), to.GetStream());
            while (await source.ReadAsync(buffer, stop.Token).ConfigureAwait(false) is > 0 and var count)
            {
                await gate.Task.WaitAsync(stop.Token).ConfigureAwait(false);
                await sink.WriteAsync(buffer.AsMemory(0, count), stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Either side hung up, or the link was cut.
        }
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
