using System.Net;
using System.Net.Sockets;

namespace Swarm.Messaging.Cli.Services;

/// <summary>Asks for an AMQP 0-9-1 connection: a broker that is up answers with its first method frame.</summary>
internal static class AmqpProbe
{
    private const byte MethodFrame = 1;
    private static readonly byte[] Greeting = [.. "AMQP"u8, 0, 0, 9, 1];

    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation).ConfigureAwait(false);
            var stream = client.GetStream();
            await stream.WriteAsync(Greeting, cancellation).ConfigureAwait(false);
            var frame = new byte[1];
            return await stream.ReadAsync(frame, cancellation).ConfigureAwait(false) == 1 && frame[0] == MethodFrame;
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return false; // not listening yet, or hung up while starting
        }
    }
}
