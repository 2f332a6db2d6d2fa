namespace Swarm.Messaging.Wasm.Recovery.History;

internal static class ErrorIds
{
    private const string Prefix = "err_";

    /// <summary>The same wherever it is asked for, so that what several hosts say of one failure names one error.</summary>
    public static string Of(string taskId, int attempt) => $"{Prefix}{taskId}.{attempt}";
}
