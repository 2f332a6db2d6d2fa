namespace Swarm.Messaging.Expressions;

/// <summary>An expression, or a value that it meets, is not what can be calculated with; the message is for whoever wrote it.</summary>
internal sealed class ExpressionException(string message) : Exception(message);
