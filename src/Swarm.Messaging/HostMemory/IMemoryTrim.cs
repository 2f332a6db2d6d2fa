namespace Swarm.Messaging.HostMemory;

/// <summary>Something that holds memory only to be faster: it is let go when the host is short of it.</summary>
internal interface IMemoryTrim
{
    /// <summary>Lets go of about half, by its own order of eviction.</summary>
    /// <returns>Bytes let go; 0: there is nothing left.</returns>
    long TrimHalf();
}
