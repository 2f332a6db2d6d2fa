namespace Swarm.Messaging.Control;

/// <summary>Remembers which control messages were seen. A channel brings a message to every host at once; anything later is a replay.</summary>
internal interface IControlNonces
{
    /// <param name="keep">Remembered for this long.</param>
    /// <param name="together">After the first host has seen it, for this long others may see it too, each once.</param>
    Task<NonceStanding> TakeAsync(string nonce, string hostId, TimeSpan keep, TimeSpan together, CancellationToken cancellation);
}
