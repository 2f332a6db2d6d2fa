using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Swarm.Messaging.Redis.Embedded;

/// <summary>
/// One question on one connection, before there is a client: is it up, is it still loading, should it end. A whole client
/// library would retry and queue where the plain answer is wanted.
/// </summary>
internal static class RedisProbe
{
    public const string Pong = "+PONG";
    public const string Loading = "-LOADING";

    /// <summary>The first line of the answer; empty when the server hung up; null when nobody listens.</summary>
    public static async Task<string?> AskAsync(EndPoint server, string command, CancellationToken cancellation)
    {
        var unix = server is UnixDomainSocketEndPoint;
        using var socket = new Socket(unix ? AddressFamily.Unix : server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(server, cancellation).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return null;
        }

        try
        {
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellation).ConfigureAwait(false);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadLineAsync(cancellation).ConfigureAwait(false) ?? "";
        }
        catch (IOException)
        {
            return ""; // it ended while we spoke
        }
    }
}
