using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Swarm.Messaging.Integration.Tests.Swarms.Clients;

/// <summary>Passes bytes to a server and back; halted it is as a stopped process: connections are taken, and nothing is answered.</summary>
internal sealed class HaltingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly int target;
    private readonly Task accepting;
    private volatile TaskCompletionSource? halt;
    private int givenUp;

    public HaltingProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{listener.LocalEndpoint}");

    /// <summary>Connections that their client closed while it was halted.</summary>
    public int GivenUp => Volatile.Read(ref givenUp);

    public void Halt() => halt = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was said meanwhile is passed on late.</summary>
    public void GoOn()
    {
        var was = halt;
        halt = null;
        was?.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var ours = client;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
            await Task.WhenAll(PassAsync(client, server, ofClient: true), PassAsync(server, client, ofClient: false));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or InvalidOperationException)
        {
            // One side has closed, and the other is told by closing.
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, bool ofClient)
    {
        var read = Channel.CreateUnbounded<byte[]>();
        var writing = WriteAsync(read.Reader, to);
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, stop.Token) is > 0 and var length)
                read.Writer.TryWrite(buffer[..length]);
        }
        finally
        {
            if (ofClient && halt is not null)
                Interlocked.Increment(ref givenUp);
            read.Writer.Complete();
            await writing;
        }
    }

    private async Task WriteAsync(ChannelReader<byte[]> bytes, TcpClient to)
    {
        await foreach (var part in bytes.ReadAllAsync(stop.Token))
        {
            if (halt is { } halted)
                await halted.Task.WaitAsync(stop.Token);
            await to.GetStream().WriteAsync(part, stop.Token);
        }

        to.Client.Shutdown(SocketShutdown.Send);
    }
}
