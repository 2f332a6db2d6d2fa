namespace Swarm.Messaging.Wasm.Recovery.Instances;

/// <summary>The instances of this host's pool, as recovery acts on them.</summary>
internal interface IInstanceControl
{
    /// <summary>False: it is another host's, or gone.</summary>
    bool Has(string instanceId);

    /// <summary>True: it was this host's and is gone, so no other host will ever have it. Only the latest are remembered.</summary>
    bool Had(string instanceId);

    /// <summary>
    /// Acts now and ends when it is done: a restarted instance serves again and its health key says so, a replaced one is gone and its
    /// successor is there. Restart and replacement must be done within 2 s.
    /// </summary>
    /// <param name="action">One of <see cref="InstanceActions"/>.</param>
    /// <param name="reason">As a clause, for the log: <c>it is recovered from panic</c>.</param>
    /// <returns>Null when done, else what kept it, as a sentence.</returns>
    Task<string?> ControlAsync(string instanceId, string action, string reason, CancellationToken cancellation);
}
