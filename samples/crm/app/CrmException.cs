namespace Swarm.Messaging.Samples.Crm;

/// <summary>A refusal with its HTTP status.</summary>
internal sealed class CrmException(int status, string message) : Exception(message)
{
    public int Status => status;
}
