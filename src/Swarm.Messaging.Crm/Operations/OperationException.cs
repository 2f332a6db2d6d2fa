namespace Swarm.Messaging.Crm.Operations;

/// <summary>Descriptions that cannot be used, with everything that is wrong in them, one line each: file, operation, place, value, rule.</summary>
public sealed class OperationException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    public IReadOnlyList<string> Problems => problems;
}
