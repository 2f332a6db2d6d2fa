using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>Passes bytes to a server and back; once told to, it waits for what has its word in it: the server gets that, and its connection stays open and hears nothing more.</summary>
internal sealed class SilencingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly int target;
    private readonly byte[] word;
    private readonly Task accepting;
    private int armed;

    public SilencingProxy(int target, string word)
    {
        (this.target, this.word) = (target, Encoding.ASCII.GetBytes(word));
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The word was passed on after the proxy was told to wait for it.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Of the next connection that says its word.</summary>
    public void SilenceNext() => armed = 1;

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
            await server.ConnectAsync(IPAddress.Loopback, target, CancellationToken.None);
        }
        catch (SocketException)
        {
            // A late cancel, of a server that has gone.
            return;
        }

        var isSilent = false;
        var up = PassAsync(client.GetStream(), server.GetStream(), bytes =>
        {
            // Before the server has it: no answer may slip through.
            if (bytes.Span.IndexOf(word) >= 0 && Interlocked.Exchange(ref armed, 0) == 1)
                IsSilent = isSilent = true;
            return true;
        });
        var down = PassAsync(server.GetStream(), client.GetStream(), _ => !Volatile.Read(ref isSilent));
        await Task.WhenAny(up, down);
        client.Close();
        server.Close();
        await Task.WhenAll(up, down);
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, bool> passes)
    {
        var buffer = new byte[64 * 1_024];
        try
        {
            while (await from.ReadAsync(buffer, stop.Token) is > 0 and var count)
            {
                if (passes(buffer.AsMemory(0, count)))
                    await to.WriteAsync(buffer.AsMemory(0, count), stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side hung up.
        }
    }
}
