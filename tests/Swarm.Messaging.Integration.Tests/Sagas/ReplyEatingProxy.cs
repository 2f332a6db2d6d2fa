using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>Passes bytes to a server and back; once told to, it waits for the answer to what has its word in it, to Redis's scripts unless another is given, swallows it and cuts the connection.</summary>
internal sealed class ReplyEatingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly int target;
    private readonly byte[] word;
    private readonly Task accepting;
    private volatile bool armed;

    public ReplyEatingProxy(int target, string word = "EVALSHA")
    {
        (this.target, this.word) = (target, Encoding.ASCII.GetBytes(word));
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void EatNextReply() => armed = true;

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
            while (true) connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
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
        await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
        var script = new TaskCompletionSource();
        var up = PassAsync(client.GetStream(), server.GetStream(), bytes =>
        {
            if (armed && bytes.Span.IndexOf(word) >= 0) script.TrySetResult();
            return true;
        });
        var down = PassAsync(server.GetStream(), client.GetStream(), _ =>
        {
            if (!script.Task.IsCompleted) return true;
            armed = false;
            return false;
        });
        await Task.WhenAny(up, down);
        client.Close();
        server.Close();
        await Task.WhenAll(up, down);
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, bool> look)
    {
        var buffer = new byte[64 * 1_024];
        try
        {
            while (await from.ReadAsync(buffer, stop.Token) is > 0 and var count && look(buffer.AsMemory(0, count)))
                await to.WriteAsync(buffer.AsMemory(0, count), stop.Token);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side hung up.
        }
    }
}
