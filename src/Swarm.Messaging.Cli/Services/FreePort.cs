using System.Net;
using System.Net.Sockets;

namespace Swarm.Messaging.Cli.Services;

internal static class FreePort
{
    /// <summary>Below the ports from which systems choose by themselves (Linux from 32768, others from 49152): no outgoing connection takes one of these before its user does.</summary>
    private const int Lowest = 20_000;

    private const int Highest = 32_767;
    private static int last = Random.Shared.Next(Lowest, Highest);

    /// <summary>Ports on which nobody listens; all different, and each given out once by this process until all of them were.</summary>
    public static int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Take())];

    /// <exception cref="IOException">Somebody listens on all of them.</exception>
    public static int Take()
    {
        for (var tried = 0; tried <= Highest - Lowest; tried++)
        {
            var port = Lowest + (int)((uint)Interlocked.Increment(ref last) % (Highest - Lowest + 1));
            if (IsFree(port))
                return port;
        }

        throw new IOException($"Of the ports {Lowest} to {Highest} none is free.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
