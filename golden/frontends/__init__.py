"""From other frameworks' float models to full int8 TFLite files."""
