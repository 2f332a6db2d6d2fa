using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>Reads requests and answers in bytes, or closes the connection where there is no answer.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, string?> answer;

    /// <param name="answer">Given the head of a request; null closes the connection.</param>
    public RawServer(Func<string, string?> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = AcceptAsync();
    }

    public ConcurrentQueue<(int Connection, string Head)> Asked { get; } = [];

    public string Authority => $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public static string Ok => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    public static string SentOn(int status, string to) => $"HTTP/1.1 {status} On\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n";

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            for (var n = 0; ; n++)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(), n);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        using var _ = client;
        // Each byte a character.
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        while (await HeadAsync(reader) is { Length: > 0 } head)
        {
            Asked.Enqueue((connection, head));
            if (answer(head) is not { } said)
                return;
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(said));
        }
    }

    private static async Task<string> HeadAsync(StreamReader reader)
    {
        var head = new StringBuilder();
        var length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            head.Append(line).Append('\n');
            if (line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(line["Content-Length: ".Length..]);
        }

        if (length > 0)
            await reader.ReadBlockAsync(new char[length]);
        return head.ToString();
    }
}
